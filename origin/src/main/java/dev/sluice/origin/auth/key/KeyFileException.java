package dev.sluice.origin.auth.key;

/**
 * A secret or the list of keys cannot be made, read or kept. Reach: the process does not start, or the command does
 * nothing. The message repeats nothing of the file.
 */
public final class KeyFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeyFileException(String message) {
    super(message);
  }

  KeyFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
