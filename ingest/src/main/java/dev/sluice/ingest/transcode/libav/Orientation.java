package dev.sluice.ingest.transcode.libav;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** How a decoded picture has to be turned for display (display orientation SEI, ISO/IEC 14496-10 §D.1.27). */
public enum Orientation {
  /** As it is. */
  UPRIGHT(""),
  /** A quarter turn clockwise. */
  CLOCKWISE_90("transpose=clock,"),
  /** Half a turn. */
  ROTATED_180("hflip,vflip,"),
  /** A quarter turn counterclockwise. */
  COUNTERCLOCKWISE_90("transpose=cclock,"),
  /** Left and right change places. */
  MIRRORED("hflip,"),
  /** Top and bottom change places. */
  FLIPPED("vflip,"),
  /** A quarter turn clockwise, then top and bottom change places. */
  CLOCKWISE_90_FLIPPED("transpose=clock_flip,"),
  /** A quarter turn counterclockwise, then top and bottom change places. */
  COUNTERCLOCKWISE_90_FLIPPED("transpose=cclock_flip,");

  /** Bytes of a display matrix: nine numbers of 16.16 or 2.30 bits fixed point (ISO/IEC 14496-12 §8.3.2.3). */
  static final int MATRIX_LENGTH = 9 * Integer.BYTES;

  private static final int A_OFFSET = 0;
  private static final int B_OFFSET = Integer.BYTES;
  private static final int C_OFFSET = 3 * Integer.BYTES;
  private static final int D_OFFSET = 4 * Integer.BYTES;

  private final String filters;

  Orientation(String filters) {
    this.filters = filters;
  }

  /** Returns what turns a picture upright, ready to stand before other filters. */
  String filters() {
    return filters;
  }

  /** Returns whether width and height change places. */
  public boolean isQuarterTurn() {
    return switch (this) {
      case CLOCKWISE_90, COUNTERCLOCKWISE_90, CLOCKWISE_90_FLIPPED, COUNTERCLOCKWISE_90_FLIPPED ->
        true;
      default -> false;
    };
  }

  /** Returns the orientation nearest to a display matrix in the byte order of the machine. */
  static Orientation of(DirectBuffer matrix, int offset) {
    long a = matrix.getInt(offset + A_OFFSET, ByteOrder.nativeOrder());
    long b = matrix.getInt(offset + B_OFFSET, ByteOrder.nativeOrder());
    long c = matrix.getInt(offset + C_OFFSET, ByteOrder.nativeOrder());
    long d = matrix.getInt(offset + D_OFFSET, ByteOrder.nativeOrder());
    if (Math.abs(b) > Math.abs(a)) {
      if (b > 0) {
        return c > 0 ? COUNTERCLOCKWISE_90_FLIPPED : CLOCKWISE_90;
      }
      return c < 0 ? CLOCKWISE_90_FLIPPED : COUNTERCLOCKWISE_90;
    }
    if (a < 0) {
      return d < 0 ? ROTATED_180 : MIRRORED;
    }
    return d < 0 ? FLIPPED : UPRIGHT;
  }
}
