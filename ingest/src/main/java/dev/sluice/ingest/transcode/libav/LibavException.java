package dev.sluice.ingest.transcode.libav;

/** FFmpeg refused something that was expected to work; the message says what and why in one line. */
public final class LibavException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what was refused and why. */
  public LibavException(String message) {
    super(message);
  }
}
