package dev.sluice.ingest.transcode.libav;

import org.agrona.concurrent.UnsafeBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;

/** Looks at the pixels of 8-bit planar pictures, and makes some. */
public final class Planes {
  private Planes() {}

  static int luma(Picture picture, int x, int y) {
    return sample(picture, 0, x, y);
  }

  static int chroma(Picture picture, int plane, int x, int y) {
    return sample(picture, plane, x, y);
  }

  /** Lines may lie in memory from the last to the first. */
  private static int sample(Picture picture, int plane, int x, int y) {
    long address = picture.frame().data(plane).address();
    long line = address + (long) y * picture.frame().linesize(plane);
    return new UnsafeBuffer(line + x, 1).getByte(0) & 0xFF;
  }

  static long lumaAddress(Picture picture) {
    return picture.frame().data(0).address();
  }

  /** Returns the peak signal-to-noise ratio of the luma in dB. */
  static double psnr(Picture picture, Picture other) {
    long squares = 0;
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        int difference = luma(picture, x, y) - luma(other, x, y);
        squares += (long) difference * difference;
      }
    }
    double mean = (double) squares / picture.width() / picture.height();
    return 10 * Math.log10(255 * 255 / mean);
  }

  /** Makes a picture of 4:2:0 whose luma is a slope that moves with time. */
  public static Picture slope(int width, int height, long pts90k, LibavCounters counters) {
    Picture picture = Picture.allocate(counters);
    AVFrame frame = picture.frame();
    frame.width(width);
    frame.height(height);
    frame.format(avutil.AV_PIX_FMT_YUV420P);
    frame.pts(pts90k);
    Results.require(avutil.av_frame_get_buffer(frame, 0), "av_frame_get_buffer");
    picture.filled();
    UnsafeBuffer luma = new UnsafeBuffer(frame.data(0).address(), frame.linesize(0) * height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        luma.putByte(y * frame.linesize(0) + x, (byte) (x + y + pts90k / 3_000));
      }
    }
    for (int plane = 1; plane <= 2; plane++) {
      int length = frame.linesize(plane) * height / 2;
      new UnsafeBuffer(frame.data(plane).address(), length).setMemory(0, length, (byte) 128);
    }
    return picture;
  }

  /** Makes one of two fields. */
  public static Picture interlaced(int width, int height, long pts90k, LibavCounters counters) {
    Picture picture = slope(width, height, pts90k, counters);
    picture.frame().flags(picture.frame().flags() | AVFrame.AV_FRAME_FLAG_INTERLACED);
    return picture;
  }

  /** Makes one that no filter takes: it claims to be in the memory of a graphics card. */
  public static Picture unfit(int width, int height, long pts90k, LibavCounters counters) {
    Picture picture = slope(width, height, pts90k, counters);
    picture.frame().format(avutil.AV_PIX_FMT_VAAPI);
    return picture;
  }
}
