package dev.sluice.ingest.transcode.libav;

import org.bytedeco.ffmpeg.global.avutil;

/**
 * Turns pictures of one format into what a rung's encoder takes: deinterlaced, upright, scaled, 8 bit 4:2:0, limited
 * range. Pictures that are so already go through as references.
 */
public final class PictureFilter implements AutoCloseable {
  private static final int RGB_MATRIX = 0;

  // Either a chain, or nothing to do.
  private final FilterGraph graph;
  private final boolean isTurned;

  private PictureFilter(FilterGraph graph, boolean isTurned) {
    this.graph = graph;
    this.isTurned = isTurned;
  }

  /**
   * Opens a filter.
   *
   * @throws LibavException if FFmpeg cannot make the one out of the other
   */
  public static PictureFilter open(
      PictureFormat source, PictureTarget target, LibavCounters counters) {
    if (isIdentity(source, target)) {
      return new PictureFilter(null, /* isTurned= */ false);
    }
    return new PictureFilter(
        FilterGraph.ofPictures(sourceArguments(source), chain(source, target), counters),
        source.orientation() != Orientation.UPRIGHT);
  }

  private static boolean isIdentity(PictureFormat source, PictureTarget target) {
    return source.pixelFormat() == avutil.AV_PIX_FMT_YUV420P
        && source.width() == target.width()
        && source.height() == target.height()
        && !target.isPadded()
        && source.sarNumerator() == source.sarDenominator()
        && !source.isFullRange()
        && !source.isInterlaced()
        && source.orientation() == Orientation.UPRIGHT;
  }

  /** Returns how pictures of a format are announced to the source of a graph. */
  static String sourceArguments(PictureFormat source) {
    return "video_size=" + source.width() + "x" + source.height()
        + ":pix_fmt=" + source.pixelFormat()
        + ":time_base=1/90000:pixel_aspect=" + source.sarNumerator() + "/"
        + source.sarDenominator()
        + ":colorspace=" + source.colours().matrix()
        + ":range=" + (source.isFullRange() ? "pc" : "tv");
  }

  private static String chain(PictureFormat source, PictureTarget target) {
    StringBuilder chain = new StringBuilder();
    if (source.isInterlaced()) {
      // Pictures of a stream that is interlaced in part go through as they are; times are those of
      // pictures, not fields.
      chain.append("bwdif=mode=send_frame:deint=interlaced,settb=1/90000,");
    }
    chain.append(source.orientation().filters());
    // Bicubic and nothing else is what FFmpeg's own program does unless it is told otherwise.
    chain
        .append("scale=")
        .append(target.contentWidth())
        .append(':')
        .append(target.contentHeight())
        .append(":flags=bicubic:out_range=tv");
    if (source.colours().matrix() == RGB_MATRIX) {
      chain.append(":out_color_matrix=bt709");
    }
    chain.append(",format=yuv420p,setsar=1");
    if (target.isPadded()) {
      chain
          .append(",pad=")
          .append(target.width())
          .append(':')
          .append(target.height())
          .append(":-1:-1:black");
    }
    return chain.toString();
  }

  /**
   * Filters a picture, which stays as it is.
   *
   * @param in must match the format that the filter was opened for
   * @param out takes the result, in place of what was in it
   * @return whether there is a result: interlaced sources lag by one picture, and a picture that cannot be filtered is
   *     left out
   */
  public boolean filter(Picture in, Picture out) {
    if (graph == null) {
      out.refFrom(in);
      return true;
    }
    return graph.send(in.frame()) >= 0 && receive(out);
  }

  /** Hands out what lags, at the end of the stream; returns whether there was one. */
  public boolean drain(Picture out) {
    if (graph == null) {
      out.clear();
      return false;
    }
    graph.drain();
    return receive(out);
  }

  private boolean receive(Picture out) {
    out.clear();
    if (graph.receive(out.frame()) < 0) {
      return false;
    }
    out.filled();
    if (isTurned) {
      avutil.av_frame_remove_side_data(out.frame(), avutil.AV_FRAME_DATA_DISPLAYMATRIX);
    }
    return true;
  }

  /** Frees it. May be called twice. */
  @Override
  public void close() {
    if (graph != null) {
      graph.close();
    }
  }
}
