package dev.sluice.ingest.transcode.libav;

/**
 * How large a coded picture may be, checked before anything is allocated.
 *
 * @param maxWidth in pixels; only the product with the height counts, so that portrait pictures pass as well
 * @param maxHeight in pixels
 */
public record DecodeLimits(int maxWidth, int maxHeight) {
  /** 4096 x 2304. */
  public static final DecodeLimits DEFAULT = new DecodeLimits(4096, 2304);

  private static final int MACROBLOCK_SIDE = 16;

  /** Returns the most pixels that a coded picture may have; its sides are multiples of macroblocks. */
  long maxPixels() {
    return (long) aligned(maxWidth) * aligned(maxHeight);
  }

  private static int aligned(int side) {
    return (side + MACROBLOCK_SIDE - 1) / MACROBLOCK_SIDE * MACROBLOCK_SIDE;
  }
}
