package dev.sluice.origin.mp4;

/** Says that bytes are not the boxes that were expected. */
public final class MalformedBoxException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MalformedBoxException(String message) {
    super(message);
  }
}
