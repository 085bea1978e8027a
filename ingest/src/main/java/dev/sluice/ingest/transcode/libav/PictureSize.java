package dev.sluice.ingest.transcode.libav;

/** Sizes of pictures with square pixels and even sides, by the display aspect ratio of a source. */
public final class PictureSize {
  private static final int SIDE_MIN = 2;

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

  /** Returns the size of a thumbnail: as wide as said, as high as the source's aspect ratio makes it. */
  static PictureTarget ofWidth(PictureFormat source, int width) {
    Display display = Display.of(source);
    int height = even(display.height * width / display.width);
    return new PictureTarget(width, height, width, height);
  }

  private static int even(double side) {
    return Math.max(SIDE_MIN, 2 * (int) Math.round(side / 2));
  }

  private static int evenBelow(double side) {
    return Math.max(SIDE_MIN, 2 * (int) (side / 2));
  }

  /** A source upright and with square pixels; the side that is too short is stretched, so that no line is lost. */
  private record Display(double width, double height) {
    static Display of(PictureFormat source) {
      double ratio = (double) source.sarNumerator() / source.sarDenominator();
      double width = source.width() * Math.max(1, ratio);
      double height = source.height() * Math.max(1, 1 / ratio);
      return source.orientation().isQuarterTurn()
          ? new Display(height, width)
          : new Display(width, height);
    }
  }
}
