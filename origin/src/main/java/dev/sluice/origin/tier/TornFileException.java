package dev.sluice.origin.tier;

import java.io.IOException;
import java.io.Serial;

/** A file of the tier is not what was once written. It never will be again. */
final class TornFileException extends IOException {
  @Serial
  private static final long serialVersionUID = 1;

  TornFileException(String message) {
    super(message);
  }
}
