package dev.sluice.origin.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MovieHeaderTest {
  private static final TrackInit VIDEO = TrackInit.parse(new TrackFile("vide", 30_000).init());
  private static final TrackInit AUDIO = TrackInit.parse(new TrackFile("soun", 48_000).init());

  @Test
  void shouldNumberTheTracksAndIndexTheirSegments() {
    FragmentStart video = new FragmentStart(300_000, 0);
    List<TrackPlace> places = places(video, new FragmentStart(480_000, 0));
    ByteBuffer header = header(places, video);
    ByteBuffer moov = Boxes.content(Boxes.require(header, BoxType.MOOV));

    ByteBuffer first = Boxes.require(moov, BoxType.TRAK);
    ByteBuffer behind =
        moov.slice(first.arrayOffset() - moov.arrayOffset() + first.capacity(), 200);
    assertThat(Boxes.require(moov, BoxType.MVHD).getInt(32)).isEqualTo(3);
    assertThat(trackId(first)).isEqualTo(1);
    assertThat(trackId(Boxes.require(behind, BoxType.TRAK))).isEqualTo(2);
    assertThat(Boxes.require(moov, BoxType.MVEX, BoxType.MEHD).getLong(12)).isEqualTo(120_000);
    ByteBuffer sidx = Boxes.require(header, BoxType.SIDX);
    assertThat(sidx.getInt(36)).isEqualTo(2);
    assertThat(sidx.getInt(40)).isEqualTo(1_000);
    assertThat(sidx.getInt(44)).isEqualTo(60_000);
    assertThat(sidx.getInt(52)).isEqualTo(2_000);
  }

  @Test
  void shouldBeginWithWhatIsShownFirst() {
    // The picture is decoded at 10 s and shown 2,000 ticks later; the sound begins in between.
    FragmentStart video = new FragmentStart(300_000, 2_000);
    List<TrackPlace> places = places(video, new FragmentStart(481_600, 0));

    assertThat(places)
        .containsExactly(
            new TrackPlace(1, 300_000, /* mediaTime= */ 1_000), new TrackPlace(2, 481_600, 0));
    ByteBuffer trak = Boxes.require(header(places, video), BoxType.MOOV, BoxType.TRAK);
    ByteBuffer elst = Boxes.require(Boxes.content(trak), BoxType.EDTS, BoxType.ELST);
    assertThat(elst.getInt(12)).isEqualTo(1);
    assertThat(elst.getInt(20)).isEqualTo(1_000);
  }

  @Test
  void shouldKeepTheDistanceOfATrackThatBeginsLater() {
    assertThat(places(new FragmentStart(300_000, 0), new FragmentStart(480_700, 0)))
        .containsExactly(new TrackPlace(1, 300_000, 0), new TrackPlace(2, 480_000, 0));
  }

  @Test
  void shouldRefuseWhatIsNoInitSegment() {
    byte[] init = new TrackFile("vide", 30_000).init();

    for (int length = 0; length < init.length; length++) {
      byte[] truncated = Arrays.copyOf(init, length);
      assertThatThrownBy(() -> TrackInit.parse(truncated))
          .isInstanceOf(MalformedBoxException.class);
    }
    byte[] none = new TrackFile("vide", 0).init();
    assertThatThrownBy(() -> TrackInit.parse(none)).hasMessage("timescale: 0 (expected: >= 1)");
  }

  private static List<TrackPlace> places(FragmentStart video, FragmentStart audio) {
    return TrackPlace.of(List.of(VIDEO, AUDIO), List.of(video, audio));
  }

  private static ByteBuffer header(List<TrackPlace> places, FragmentStart first) {
    SubsegmentIndex index = new SubsegmentIndex();
    index.add(1_000, 180_000);
    index.add(2_000, 180_000);
    return ByteBuffer.wrap(MovieHeader.of(List.of(VIDEO, AUDIO), places, first, index));
  }

  private static int trackId(ByteBuffer trak) {
    return Boxes.require(Boxes.content(trak), BoxType.TKHD).getInt(20);
  }
}
