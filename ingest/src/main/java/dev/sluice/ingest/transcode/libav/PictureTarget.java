package dev.sluice.ingest.transcode.libav;

/**
 * What a filter makes: 8-bit 4:2:0 pictures of square pixels in limited range, the source in the middle, black around it.
 *
 * @param width in pixels, even
 * @param height in pixels, even
 * @param contentWidth of the source in it, even, at most {@code width}
 * @param contentHeight of the source in it, even, at most {@code height}
 */
public record PictureTarget(int width, int height, int contentWidth, int contentHeight) {
  /** Returns whether there is black around the source. */
  public boolean isPadded() {
    return width != contentWidth || height != contentHeight;
  }
}
