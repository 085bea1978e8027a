package dev.sluice.origin.mp4;

import static dev.sluice.origin.mp4.TrackFile.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SegmentEditsTest {
  private static final TrackPlace SECOND = new TrackPlace(2, /* baseTime= */ 900, 0);
  private static final byte[] SEGMENT = TrackFile.segment(1_000, 40, 50);

  @Test
  void shouldWriteTrackNumberAndTimeOverEveryFragment() {
    byte[] edited = edited(SEGMENT.length);

    assertThat(edited).hasSameSizeAs(SEGMENT);
    assertThat(FragmentStart.of(bytes(edited))).isEqualTo(new FragmentStart(100, 40));
    FragmentScan scan = new FragmentScan(bytes(edited));
    for (int number = 7; number < 9; number++) {
      ByteBuffer prft = next(scan, BoxType.PRFT);
      ByteBuffer moof = Boxes.content(next(scan, BoxType.MOOF));
      assertThat(prft.getInt(12)).isEqualTo(2);
      assertThat(Boxes.require(moof, BoxType.MFHD).getInt(12)).isEqualTo(number);
      assertThat(Boxes.require(moof, BoxType.TRAF, BoxType.TFHD).getInt(12)).isEqualTo(2);
    }
  }

  @Test
  void shouldDoTheSameInWhateverPiecesTheSegmentIsRead() {
    byte[] whole = edited(SEGMENT.length);

    for (int size = 1; size < SEGMENT.length; size++) {
      assertThat(edited(size)).isEqualTo(whole);
    }
  }

  @Test
  void shouldRefuseWhatIsTruncated() {
    for (int length = 1; length < SEGMENT.length; length++) {
      SegmentBytes truncated = bytes(Arrays.copyOf(SEGMENT, length));
      try {
        SegmentEdits.of(truncated, SECOND, 1);
      } catch (MalformedBoxException e) {
        continue;
      }
      assertThat(lastBoxEnd(truncated)).isEqualTo(length);
    }
  }

  @Test
  void shouldRefuseBoxesThatAreTooLongOrTooShort() {
    for (int offset = 0; offset + Integer.BYTES < SEGMENT.length; offset++) {
      for (int length : new int[] {0, 7, Integer.MAX_VALUE, -1}) {
        byte[] broken = SEGMENT.clone();
        ByteBuffer.wrap(broken).putInt(offset, length);
        try {
          SegmentEdits.of(bytes(broken), SECOND, 1);
        } catch (MalformedBoxException e) {
          assertThat(e).hasMessageMatching("box .*|decode time: .*|segment .*");
        }
      }
    }
  }

  @Test
  void shouldRefuseASegmentFromBeforeItsTrack() {
    assertThatThrownBy(
            () -> SegmentEdits.of(bytes(SEGMENT), new TrackPlace(1, /* baseTime= */ 1_001, 0), 1))
        .isInstanceOf(MalformedBoxException.class)
        .hasMessage("decode time: -1 (expected: >= 0)");
  }

  private static byte[] edited(int pieceLength) {
    SegmentEdits edits = SegmentEdits.of(bytes(SEGMENT), SECOND, 7);
    byte[] edited = SEGMENT.clone();
    for (int offset = 0; offset < edited.length; offset += pieceLength) {
      int length = Math.min(pieceLength, edited.length - offset);
      edits.apply(offset, ByteBuffer.wrap(edited, offset, length));
    }
    return edited;
  }

  private static ByteBuffer next(FragmentScan scan, int type) {
    while (scan.next()) {
      if (scan.type() == type) {
        return scan.box();
      }
    }
    throw new AssertionError("no such box");
  }

  private static long lastBoxEnd(SegmentBytes segment) {
    FragmentScan scan = new FragmentScan(segment);
    long end = 0;
    while (scan.next()) {
      end = scan.offset() + scan.box().capacity();
    }
    return end;
  }
}
