package dev.sluice.packager.codec;

/** Bytes that are not what they claim to be. Reach: one track of one stream. */
public final class MalformedMediaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says the value that was found and what was expected. */
  public MalformedMediaException(String message) {
    super(message);
  }
}
