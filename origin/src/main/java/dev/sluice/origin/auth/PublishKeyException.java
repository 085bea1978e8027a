package dev.sluice.origin.auth;

/** The publish key cannot be made, read or kept. Reach: the process does not start. */
public final class PublishKeyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PublishKeyException(String message) {
    super(message);
  }

  PublishKeyException(String message, Throwable cause) {
    super(message, cause);
  }
}
