package dev.sluice.ingest.transcode.libav;

import org.agrona.concurrent.UnsafeBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Holds one reference to a decoded or filtered picture, or none; allocated once and used again.
 *
 * <p>One thread at a time. References share the pixels, which nobody writes to; each holder is closed by its owner.
 */
public final class Picture implements AutoCloseable {
  private final LibavCounters counters;
  private final AVFrame frame;
  // A view into the frame, which stays where it is.
  private final AVRational sampleAspectRatio;

  private boolean isEmpty = true;
  private boolean isClosed;

  private Picture(LibavCounters counters) {
    this.counters = counters;
    frame = Results.require(avutil.av_frame_alloc(), "AVFrame");
    sampleAspectRatio = frame.sample_aspect_ratio();
    counters.frames.increment();
  }

  /** Allocates a holder without a picture. */
  public static Picture allocate(LibavCounters counters) {
    return new Picture(counters);
  }

  /** Returns when it is shown, in ticks of 90 kHz, exactly as the access unit said. */
  public long pts90k() {
    return frame.pts();
  }

  /** Returns the width in pixels. */
  public int width() {
    return frame.width();
  }

  /** Returns the height in pixels. */
  public int height() {
    return frame.height();
  }

  /** Returns whether it was decoded from a random access point. */
  public boolean isKey() {
    return (frame.flags() & AVFrame.AV_FRAME_FLAG_KEY) != 0;
  }

  /** Returns whether there is no picture in it. */
  public boolean isEmpty() {
    return isEmpty;
  }

  /** Returns what a filter for such pictures depends on; allocates. */
  public PictureFormat format() {
    return new PictureFormat(
        frame.width(),
        frame.height(),
        frame.format(),
        isSquare() ? 1 : sampleAspectRatio.num(),
        isSquare() ? 1 : sampleAspectRatio.den(),
        isFullRange(),
        new ColourDescription(frame.color_primaries(), frame.color_trc(), frame.colorspace()),
        isInterlaced(),
        orientation());
  }

  /**
   * Returns whether a filter that was opened for {@code format} takes it; does not allocate. A filter that takes
   * interlaced pictures takes progressive ones too.
   */
  public boolean matches(PictureFormat format) {
    return frame.width() == format.width()
        && frame.height() == format.height()
        && frame.format() == format.pixelFormat()
        && (isSquare() ? 1 : sampleAspectRatio.num()) == format.sarNumerator()
        && (isSquare() ? 1 : sampleAspectRatio.den()) == format.sarDenominator()
        && isFullRange() == format.isFullRange()
        && frame.color_primaries() == format.colours().primaries()
        && frame.color_trc() == format.colours().transfer()
        && frame.colorspace() == format.colours().matrix()
        && (format.isInterlaced() || !isInterlaced())
        && orientation() == format.orientation();
  }

  private boolean isSquare() {
    return sampleAspectRatio.num() <= 0
        || sampleAspectRatio.den() <= 0
        || sampleAspectRatio.num() == sampleAspectRatio.den();
  }

  private boolean isFullRange() {
    return frame.color_range() == avutil.AVCOL_RANGE_JPEG
        || frame.format() == avutil.AV_PIX_FMT_YUVJ420P;
  }

  private boolean isInterlaced() {
    return (frame.flags() & AVFrame.AV_FRAME_FLAG_INTERLACED) != 0;
  }

  private Orientation orientation() {
    AVFrameSideData sideData =
        avutil.av_frame_get_side_data(frame, avutil.AV_FRAME_DATA_DISPLAYMATRIX);
    if (sideData == null || sideData.size() < Orientation.MATRIX_LENGTH) {
      return Orientation.UPRIGHT;
    }
    UnsafeBuffer matrix = new UnsafeBuffer(sideData.data().address(), Orientation.MATRIX_LENGTH);
    return Orientation.of(matrix, 0);
  }

  /** Calls a matrix unspecified that FFmpeg's scaler has no numbers for; it would refuse the picture. */
  void forgetStrangeMatrix() {
    int matrix = frame.colorspace();
    if (matrix == avutil.AVCOL_SPC_RESERVED
        || matrix == avutil.AVCOL_SPC_YCGCO
        || matrix > avutil.AVCOL_SPC_BT2020_NCL) {
      frame.colorspace(avutil.AVCOL_SPC_UNSPECIFIED);
    }
  }

  /** Refers to the same picture as {@code other}, in place of what was in it; pixels are not copied. */
  public void refFrom(Picture other) {
    clear();
    Results.require(avutil.av_frame_ref(frame, other.frame), "av_frame_ref");
    filled();
  }

  /** Takes the picture out of {@code other}, in place of what was in it. */
  public void moveFrom(Picture other) {
    clear();
    avutil.av_frame_move_ref(frame, other.frame);
    isEmpty = other.isEmpty;
    other.isEmpty = true;
  }

  /** Gives the picture back; nothing happens if there is none. */
  public void clear() {
    if (!isEmpty) {
      avutil.av_frame_unref(frame);
      isEmpty = true;
      counters.references.decrement();
    }
  }

  /** Frees the holder with what is in it. May be called twice. */
  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      clear();
      avutil.av_frame_free(frame);
      counters.frames.decrement();
    }
  }

  /** Returns the structure itself; whoever puts a picture in it calls {@link #filled()}. */
  AVFrame frame() {
    return frame;
  }

  /** Notes that there is a picture in the structure now. */
  void filled() {
    isEmpty = false;
    counters.references.increment();
  }
}
