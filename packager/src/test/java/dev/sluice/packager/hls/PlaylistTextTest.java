package dev.sluice.packager.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.live.SegmentEntry;
import dev.sluice.origin.live.WindowSnapshot;
import dev.sluice.packager.codec.VideoRange;
import io.lindstrom.m3u8.model.MasterPlaylist;
import io.lindstrom.m3u8.model.MediaPlaylist;
import io.lindstrom.m3u8.parser.MasterPlaylistParser;
import io.lindstrom.m3u8.parser.MediaPlaylistParser;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaylistTextTest {
  private static final long EPOCH_MS = 1_763_696_640_007L;
  private static final MediaPlaylistSnapshot MEDIA = new MediaPlaylistSnapshot(
      /* targetDurationSeconds= */ 2,
      /* hasIndependentSegments= */ true,
      /* isEnded= */ true,
      new WindowSnapshot(
          891,
          3,
          List.of(
              new SegmentEntry(891, "cam/playlist_720p30_00891.ts", 180_180, EPOCH_MS, false),
              new SegmentEntry(
                  892, "cam/playlist_720p30_00892.ts", 224_999, EPOCH_MS + 9_000, true))));
  private static final MultivariantSnapshot MULTIVARIANT = MultivariantSnapshot.ofTs(
      /* hasIndependentSegments= */ true,
      List.of(
          new Variant(
              "playlist_720p30.m3u8",
              2_750_000,
              2_500_000,
              "avc1.4d401f,mp4a.40.2",
              1280,
              720,
              30_000 / 1_001.0,
              VideoRange.SDR),
          new Variant(
              "playlist_audio.m3u8", 140_000, 128_000, "mp4a.40.2", 0, 0, 0, VideoRange.SDR)));

  @Test
  void shouldWriteAMediaPlaylistLineByLine() {
    assertThat(PlaylistText.of(MEDIA)).isEqualTo("""
        #EXTM3U
        #EXT-X-VERSION:6
        #EXT-X-INDEPENDENT-SEGMENTS
        #EXT-X-TARGETDURATION:2
        #EXT-X-MEDIA-SEQUENCE:891
        #EXT-X-DISCONTINUITY-SEQUENCE:3
        #EXT-X-PROGRAM-DATE-TIME:2025-11-21T03:44:00.007Z
        #EXTINF:2.002000,
        playlist_720p30_00891.ts
        #EXT-X-DISCONTINUITY
        #EXT-X-PROGRAM-DATE-TIME:2025-11-21T03:44:09.007Z
        #EXTINF:2.499989,
        playlist_720p30_00892.ts
        #EXT-X-ENDLIST
        """);
  }

  @Test
  void shouldNameARangeThatIsNotTheStandardOne() {
    Variant variant =
        new Variant("cmaf_2160p50.m3u8", 9, 8, "hvc1.2.4.L153.90", 3840, 2160, 50, VideoRange.HLG);

    assertThat(PlaylistText.of(MultivariantSnapshot.ofTs(true, List.of(variant))))
        .contains(",FRAME-RATE=50.000,VIDEO-RANGE=HLG\n");
  }

  @Test
  void shouldWriteAMultivariantPlaylistLineByLine() {
    assertThat(PlaylistText.of(MULTIVARIANT)).isEqualTo("""
        #EXTM3U
        #EXT-X-VERSION:3
        #EXT-X-INDEPENDENT-SEGMENTS
        #EXT-X-STREAM-INF:BANDWIDTH=2750000,AVERAGE-BANDWIDTH=2500000,\
        CODECS="avc1.4d401f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970
        playlist_720p30.m3u8
        #EXT-X-STREAM-INF:BANDWIDTH=140000,AVERAGE-BANDWIDTH=128000,CODECS="mp4a.40.2"
        playlist_audio.m3u8
        """);
  }

  @Test
  void shouldBeReadAlikeByAnotherReader() throws Exception {
    MediaPlaylist media = new MediaPlaylistParser().readPlaylist(PlaylistText.of(MEDIA));
    MasterPlaylist multivariant =
        new MasterPlaylistParser().readPlaylist(PlaylistText.of(MULTIVARIANT));

    assertThat(media.mediaSequence()).isEqualTo(891);
    assertThat(media.discontinuitySequence()).isEqualTo(3);
    assertThat(media.mediaSegments().get(1).discontinuity()).isTrue();
    assertThat(media.mediaSegments().get(0).duration()).isEqualTo(2.002);
    assertThat(media.ongoing()).isFalse();
    assertThat(multivariant.variants().get(0).frameRate()).contains(29.97);
    assertThat(multivariant.variants().get(1).resolution()).isEmpty();
  }

  @Test
  void shouldPadNumbersToFiveDigits() {
    assertThat(PlaylistUris.segment("a", 7)).isEqualTo("playlist_a_00007.ts");
    assertThat(PlaylistUris.segment("a", 1_763_696_640)).isEqualTo("playlist_a_1763696640.ts");
  }
}
