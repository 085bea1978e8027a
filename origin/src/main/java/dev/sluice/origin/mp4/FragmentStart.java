package dev.sluice.origin.mp4;

import java.nio.ByteBuffer;

/**
 * When a segment begins, in ticks of its track.
 *
 * @param decodeTime of its first sample (tfdt)
 * @param compositionOffset from there to when that is shown
 */
public record FragmentStart(long decodeTime, int compositionOffset) {
  // tr_flags (ISO/IEC 14496-12 §8.8.8).
  private static final int DATA_OFFSET = 0x001;
  private static final int FIRST_FLAGS = 0x004;
  private static final int DURATIONS = 0x100;
  private static final int LENGTHS = 0x200;
  private static final int FLAGS = 0x400;
  private static final int COMPOSITION_OFFSETS = 0x800;

  /**
   * Reads it from a segment.
   *
   * @throws MalformedBoxException if it is none
   */
  public static FragmentStart of(SegmentBytes segment) {
    FragmentScan scan = new FragmentScan(segment);
    while (scan.next()) {
      if (scan.type() == BoxType.MOOF) {
        ByteBuffer fragment = Boxes.require(Boxes.content(scan.box()), BoxType.TRAF);
        return new FragmentStart(
            decodeTime(Boxes.require(Boxes.content(fragment), BoxType.TFDT)),
            compositionOffset(Boxes.require(Boxes.content(fragment), BoxType.TRUN)));
      }
    }
    throw new MalformedBoxException("segment has no fragment");
  }

  private static long decodeTime(ByteBuffer tfdt) {
    return Boxes.version(tfdt) == 1
        ? tfdt.getLong(Boxes.FULL_HEADER_LENGTH)
        : Integer.toUnsignedLong(tfdt.getInt(Boxes.FULL_HEADER_LENGTH));
  }

  private static int compositionOffset(ByteBuffer trun) {
    int flags = trun.getInt(Boxes.HEADER_LENGTH);
    if ((flags & COMPOSITION_OFFSETS) == 0) {
      return 0;
    }
    int fieldCount =
        1 + Integer.bitCount(flags & (DATA_OFFSET | FIRST_FLAGS | DURATIONS | LENGTHS | FLAGS));
    return trun.getInt(Boxes.FULL_HEADER_LENGTH + fieldCount * Integer.BYTES);
  }
}
