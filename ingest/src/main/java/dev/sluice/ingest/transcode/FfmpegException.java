package dev.sluice.ingest.transcode;

/** A program of FFmpeg cannot be unpacked or started; the message says why in one line. */
public final class FfmpegException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FfmpegException(String message, Throwable cause) {
    super(message, cause);
  }
}
