package dev.sluice.ingest.gateway.compose;

/** The gateway cannot start as things are on this machine; the message says why in one line. */
public final class LaunchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LaunchException(String message, Throwable cause) {
    super(message, cause);
  }
}
