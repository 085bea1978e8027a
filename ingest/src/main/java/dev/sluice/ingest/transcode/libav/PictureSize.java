package dev.sluice.ingest.transcode.libav;

/** Sizes of pictures with square pixels and even sides, by the display aspect ratio of a source. */
public final class PictureSize {
  private static final int SIDE_MIN = 2;
  /** Standards name shapes of pixels up to 32:11 (ISO/IEC 14496-10 table E-1). */
  private static final double PIXEL_RATIO_MAX = 4;
  /** Thumbnails that would be higher become narrower. */
  private static final int THUMBNAIL_RATIO_MAX = 4;

  private PictureSize() {}

  /**
   * Returns the size of a rung: its shorter side is {@code rungHeight}, or less if the source is smaller.
   *
   * @param rungHeight in pixels, even
   */
  public static PictureTarget fit(PictureFormat source, int rungHeight) {
    Display display = Display.of(source);
    double scale = Math.min(1, rungHeight / Math.min(display.width, display.height));
    int width = Math.min(even(display.width * scale), evenBelow(display.width));
    int height = Math.min(even(display.height * scale), evenBelow(display.height));
    return new PictureTarget(width, height, width, height);
  }

  /**
   * Returns how a source goes into pictures of a size that stays: as large as it gets, in the middle of black.
   *
   * @param width in pixels, even
   * @param height in pixels, even
   */
  public static PictureTarget fitInto(PictureFormat source, int width, int height) {
    Display display = Display.of(source);
    double scale = Math.min(width / display.width, height / display.height);
    return new PictureTarget(
        width,
        height,
        Math.min(width, even(display.width * scale)),
        Math.min(height, even(display.height * scale)));
  }

  /** Returns the size of a thumbnail: as wide as said if the source's aspect ratio does not make it a tower. */
  static PictureTarget ofWidth(PictureFormat source, int widthMax) {
    Display display = Display.of(source);
    double scale =
        Math.min(widthMax / display.width, widthMax * THUMBNAIL_RATIO_MAX / display.height);
    int width = even(display.width * scale);
    int height = even(display.height * scale);
    return new PictureTarget(width, height, width, height);
  }

  private static int even(double side) {
    return Math.max(SIDE_MIN, 2 * (int) Math.round(side / 2));
  }

  private static int evenBelow(double side) {
    return Math.max(SIDE_MIN, 2 * (int) (side / 2));
  }

  /**
   * A source upright and with square pixels; the side that is too short is stretched, so that no line is lost. Pixels of
   * a shape that no camera makes count as square: a few bytes of a stream must not make pictures of any size.
   */
  private record Display(double width, double height) {
    static Display of(PictureFormat source) {
      double said = (double) source.sarNumerator() / source.sarDenominator();
      double ratio = said > PIXEL_RATIO_MAX || said < 1 / PIXEL_RATIO_MAX ? 1 : said;
      double width = source.width() * Math.max(1, ratio);
      double height = source.height() * Math.max(1, 1 / ratio);
      return source.orientation().isQuarterTurn()
          ? new Display(height, width)
          : new Display(width, height);
    }
  }
}
