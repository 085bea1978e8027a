package dev.sluice.ingest.transcode.libav;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;

/** What FFmpeg's functions return: at least 0, or an error code. */
final class Results {
  /** Nothing to take at the moment, or no room to give. */
  static final int AGAIN = avutil.AVERROR_EAGAIN();
  /** The end of the stream. */
  static final int END = avutil.AVERROR_EOF;

  private static final int MESSAGE_LENGTH_MAX = 256;

  private Results() {}

  /**
   * Returns a result that is no error.
   *
   * @throws LibavException with FFmpeg's own message otherwise
   */
  static int require(int result, String step) {
    if (result < 0) {
      throw new LibavException(step + ": " + message(result));
    }
    return result;
  }

  /**
   * Returns what was allocated.
   *
   * @throws LibavException if that is nothing
   */
  static <T extends Pointer> T require(T allocated, String what) {
    if (allocated == null || allocated.isNull()) {
      throw new LibavException(what + ": not available");
    }
    return allocated;
  }

  private static String message(int result) {
    byte[] text = new byte[MESSAGE_LENGTH_MAX];
    avutil.av_strerror(result, text, text.length);
    int length = 0;
    while (length < text.length && text[length] != 0) {
      length++;
    }
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }
}
