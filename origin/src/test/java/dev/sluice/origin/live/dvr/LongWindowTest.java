package dev.sluice.origin.live.dvr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.live.SegmentEntry;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A window of twelve hours: what a segment adds to it, and how large its playlists are. */
@ExtendWith(NativeMemoryExtension.class)
class LongWindowTest {
  private static final int SEGMENT_COUNT = 21_600;
  private static final int MORE_COUNT = 2_000;
  private static final PlaylistTerms TERMS = new PlaylistTerms(2, true);
  private static final RecordingQuery DELTA =
      new RecordingQuery(RecordingQuery.ALL, RecordingQuery.ALL, /* isDelta= */ true);

  @Test
  void shouldKeepThePlaylistsOfALongWindowSmall() {
    try (RecordingFixture fixture = new RecordingFixture(43_200_000)) {
      long shortNs = append(fixture.playlist, 0, MORE_COUNT);
      append(fixture.playlist, MORE_COUNT, SEGMENT_COUNT);
      long longNs = append(fixture.playlist, SEGMENT_COUNT, SEGMENT_COUNT + MORE_COUNT);
      long startNs = System.nanoTime();
      PlaylistBody whole = fixture.playlist.body(RecordingQuery.WHOLE).orElseThrow();
      long wholeNs = System.nanoTime() - startNs;
      PlaylistBody delta = fixture.playlist.body(DELTA).orElseThrow();

      System.out.printf(
          "12 h window: %d ns a segment when empty, %d ns when full; whole %d bytes, gzip %d, in %d us;"
              + " delta update %d bytes, gzip %d%n",
          shortNs / MORE_COUNT,
          longNs / MORE_COUNT,
          length(whole.plain()),
          length(whole.gzip()),
          wholeNs / 1_000,
          length(delta.plain()),
          length(delta.gzip()));
      assertThat(length(whole.gzip())).isLessThan(length(whole.plain()) / 5);
      assertThat(length(delta.plain())).isLessThan(1_500);
    }
  }

  @Test
  void shouldShareAllButTheLastBlockWithTheWindowBefore() {
    try (RecordingFixture fixture = new RecordingFixture(43_200_000)) {
      append(fixture.playlist, 0, MORE_COUNT);
      SegmentBlock[] before = fixture.playlist.window().blocks();

      append(fixture.playlist, MORE_COUNT, MORE_COUNT + 1);

      SegmentBlock[] after = fixture.playlist.window().blocks();
      int sharedCount = before.length - 1;
      assertThat(sharedCount).isEqualTo(MORE_COUNT / SegmentBlock.MAX_COUNT);
      for (int i = 0; i < sharedCount; i++) {
        assertThat(after[i]).isSameAs(before[i]);
      }
    }
  }

  /** Returns the nanoseconds that it took. */
  private static long append(RecordedPlaylist playlist, int from, int to) {
    long startNs = System.nanoTime();
    for (int i = from; i < to; i++) {
      SegmentEntry entry = new SegmentEntry(
          RecordingFixture.FIRST + i,
          "cam/cmaf_720p30_" + (RecordingFixture.FIRST + i) + ".m4s",
          180_000,
          RecordingFixture.START_EPOCH_MS + 2_000L * i,
          /* isDiscontinuity= */ false);
      playlist.append(new RecordedSegment(entry, "init.mp4", 500_000, 0), TERMS);
    }
    return System.nanoTime() - startNs;
  }

  private static int length(ByteBuffer[] pieces) {
    return Stream.of(pieces).mapToInt(ByteBuffer::remaining).sum();
  }
}
