package dev.sluice.origin.live.dvr.journal;

import java.io.IOException;
import java.io.Serial;

/** A file is a journal, but of a version that this program does not know. */
final class UnknownVersionException extends IOException {
  @Serial
  private static final long serialVersionUID = 1;

  UnknownVersionException(String firstLine) {
    super("says \"" + firstLine.strip() + "\" (expected: \"" + JournalText.FORM
        + JournalText.VERSION + "\")");
  }
}
