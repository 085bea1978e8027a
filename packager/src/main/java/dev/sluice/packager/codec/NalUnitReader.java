package dev.sluice.packager.codec;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** Walks access units of NAL units with length prefixes: H.264 and HEVC. Immutable. */
public final class NalUnitReader implements AccessUnitProbe {
  private final NalSyntax syntax;
  private final int lengthSize;

  private NalUnitReader(NalSyntax syntax, int lengthSize) {
    this.syntax = syntax;
    this.lengthSize = lengthSize;
  }

  /** Returns a reader for what goes with a configuration record. */
  public static NalUnitReader of(ParameterSets sets) {
    return new NalUnitReader(sets.syntax(), sets.lengthSize());
  }

  /** Returns the bytes of a length prefix, 1, 2 or 4. */
  public int lengthSize() {
    return lengthSize;
  }

  @Override
  public int inspect(DirectBuffer buffer, int offset, int length) {
    int end = offset + length;
    int result = NO_PICTURE;
    int position = offset;
    while (position < end) {
      int nalUnitLength = nalUnitLength(buffer, position, end);
      if (nalUnitLength == MALFORMED) {
        return MALFORMED;
      }
      int type = syntax.type(buffer.getByte(position + lengthSize));
      if (syntax.isRandomAccess(type)) {
        result = RANDOM_ACCESS;
      } else if (syntax.isSkippedLeading(type)) {
        result = Math.max(result, SKIPPED_LEADING);
      } else if (syntax.isSlice(type)) {
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
   * @return bytes after the prefix, at least those of a header, or {@link #MALFORMED} if they go past the end or the
   *     forbidden_zero_bit is 1
   */
  public int nalUnitLength(DirectBuffer buffer, int position, int end) {
    int available = end - position - lengthSize;
    if (available < syntax.headerLength()) {
      return MALFORMED;
    }
    int nalUnitLength = switch (lengthSize) {
      case 4 -> buffer.getInt(position, ByteOrder.BIG_ENDIAN);
      case 2 -> buffer.getShort(position, ByteOrder.BIG_ENDIAN) & 0xFFFF;
      default -> buffer.getByte(position) & 0xFF;
    };
    if (nalUnitLength < syntax.headerLength()
        || nalUnitLength > available
        || NalSyntax.isForbidden(buffer.getByte(position + lengthSize))) {
      return MALFORMED;
    }
    return nalUnitLength;
  }

  /** Returns the type of the NAL unit whose length prefix stands at {@code position}. */
  public int type(DirectBuffer buffer, int position) {
    return syntax.type(buffer.getByte(position + lengthSize));
  }
}
