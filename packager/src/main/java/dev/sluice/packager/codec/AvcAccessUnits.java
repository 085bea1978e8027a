package dev.sluice.packager.codec;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** Looks into access units of H.264 with length prefixes. */
public final class AvcAccessUnits {
  /**
   * Result of {@link #inspect} and {@link #nalUnitLength}: a NAL unit's length goes past the end or is 0, or its
   * forbidden_zero_bit is 1.
   */
  public static final int MALFORMED = -1;
  /** Result of {@link #inspect}: no slice in it. */
  public static final int NO_PICTURE = 0;
  /** Result of {@link #inspect}: a picture that needs others. */
  public static final int PICTURE = 1;
  /** Result of {@link #inspect}: an IDR picture; decoding can start here. */
  public static final int RANDOM_ACCESS = 2;

  private AvcAccessUnits() {}

  /**
   * Walks the NAL units of an access unit.
   *
   * @param lengthSize bytes of a length prefix, 1, 2 or 4
   * @return {@link #MALFORMED}, {@link #NO_PICTURE}, {@link #PICTURE} or {@link #RANDOM_ACCESS}
   */
  public static int inspect(DirectBuffer buffer, int offset, int length, int lengthSize) {
    int end = offset + length;
    int result = NO_PICTURE;
    int position = offset;
    while (position < end) {
      int nalUnitLength = nalUnitLength(buffer, position, end, lengthSize);
      if (nalUnitLength == MALFORMED) {
        return MALFORMED;
      }
      int type = NalUnitType.of(buffer.getByte(position + lengthSize));
      if (type == NalUnitType.IDR) {
        result = RANDOM_ACCESS;
      } else if (type == NalUnitType.SLICE || type == NalUnitType.SLICE_PARTITION_A) {
        result = Math.max(result, PICTURE);
      }
      position += lengthSize + nalUnitLength;
    }
    return result;
  }

  /**
   * Returns the length of the NAL unit whose length prefix stands at {@code position}.
   *
   * @param end of the access unit, exclusive, greater than {@code position}
   * @param lengthSize bytes of the length prefix, 1, 2 or 4
   * @return bytes after the prefix, at least 1, or {@link #MALFORMED}
   */
  public static int nalUnitLength(DirectBuffer buffer, int position, int end, int lengthSize) {
    int available = end - position - lengthSize;
    if (available < 1) {
      return MALFORMED;
    }
    int nalUnitLength = switch (lengthSize) {
      case 4 -> buffer.getInt(position, ByteOrder.BIG_ENDIAN);
      case 2 -> buffer.getShort(position, ByteOrder.BIG_ENDIAN) & 0xFFFF;
      case 1 -> buffer.getByte(position) & 0xFF;
      default ->
        throw new IllegalArgumentException("lengthSize: " + lengthSize + " (expected: 1, 2 or 4)");
    };
    if (nalUnitLength < 1
        || nalUnitLength > available
        || NalUnitType.isForbidden(buffer.getByte(position + lengthSize))) {
      return MALFORMED;
    }
    return nalUnitLength;
  }
}
