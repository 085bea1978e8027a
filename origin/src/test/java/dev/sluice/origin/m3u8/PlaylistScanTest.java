package dev.sluice.origin.m3u8;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaylistScanTest {
  private static final String MEDIA = """
      #EXTM3U
      #EXT-X-VERSION:7
      #EXT-X-TARGETDURATION:6
      #EXT-X-MEDIA-SEQUENCE:41
      #EXT-X-KEY:METHOD=AES-128,URI="key.bin?token=w",IV=0x1
      #EXT-X-MAP:URI="init.mp4"
      #EXTINF:6.0,
      a.m4s?token=w

      #EXT-X-GAP
      #EXTINF:6.0,
      b.m4s
      # comment.m4s
      #EXT-X-PART:DURATION=1.0,URI="c.1.m4s"
      #EXT-X-PART:DURATION=1.0,URI="c.2.m4s",GAP=YES
      #EXT-X-PRELOAD-HINT:TYPE=PART,URI="c.3.m4s"
      #EXT-X-RENDITION-REPORT:URI="../other.m3u8",LAST-MSN=1
      """;

  @Test
  void shouldFindUrisAndTheirKinds() {
    PlaylistScan scan = PlaylistScan.of(MEDIA);

    assertThat(kinds(MEDIA, scan))
        .containsExactly(
            "OTHER key.bin?token=w",
            "MAP init.mp4",
            "SEGMENT a.m4s?token=w",
            "GAP b.m4s",
            "PART c.1.m4s",
            "GAP c.2.m4s",
            "OTHER c.3.m4s",
            "PLAYLIST ../other.m3u8");
    assertThat(scan.targetDurationMs()).isEqualTo(6000);
    assertThat(scan.mediaSequence()).isEqualTo(41);
    assertThat(scan.isMultivariant()).isFalse();
    assertThat(scan.isEnded()).isFalse();
  }

  @Test
  void shouldFindPlaylistsOfMultivariantPlaylist() {
    String text = """
        #EXTM3U
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",URI="audio.m3u8"
        #EXT-X-STREAM-INF:BANDWIDTH=1
        v0.m3u8
        #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="i.m3u8"
        """;

    PlaylistScan scan = PlaylistScan.of(text);

    assertThat(scan.isMultivariant()).isTrue();
    assertThat(kinds(text, scan))
        .containsExactly("PLAYLIST audio.m3u8", "PLAYLIST v0.m3u8", "PLAYLIST i.m3u8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n", " \r\n"})
  void shouldTakeAnyLineEnd(String lineEnd) {
    String text = "#EXTM3U\n#EXTINF:1,\n a.ts\n#EXT-X-ENDLIST".replace("\n", lineEnd);

    PlaylistScan scan = PlaylistScan.of(text);

    assertThat(kinds(text, scan)).containsExactly("SEGMENT a.ts");
    assertThat(scan.isEnded()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "#EXT", "<html>a.ts</html>", "\0\0", "a.ts\n#EXTM3U\n"})
  void shouldFindNothingInJunk(String text) {
    PlaylistScan scan = PlaylistScan.of(text);

    assertThat(scan.isPlaylist()).isFalse();
    assertThat(scan.uris()).isEmpty();
  }

  @Test
  void shouldFailOnNothing() {
    Random random = new Random(11);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder(MEDIA);
      for (int change = random.nextInt(8); change >= 0; change--) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, (char) random.nextInt(256));
        text.setLength(text.length() - random.nextInt(at + 1) / 16);
      }
      String mutated = text.toString();

      PlaylistScan scan = PlaylistScan.of(mutated);
      PlaylistTokens.strip(mutated, scan);
      scan.uris().forEach(uri -> PlaylistKeys.resolve("a/b.m3u8", uri.in(mutated)));
    }
  }

  private static List<String> kinds(String text, PlaylistScan scan) {
    return scan.uris().stream().map(uri -> uri.kind() + " " + uri.in(text)).toList();
  }
}
