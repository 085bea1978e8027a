package dev.sluice.origin.live.dvr;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where recordings are kept beyond the process.
 *
 * @param directory of the journals, which is made when it is missing; not shared between processes
 * @param resumeWindowMs how long a channel may take to come back after the start, until what it has recorded is a video on
 *     demand, at least 0
 */
public record JournalSpec(Path directory, long resumeWindowMs) {
  /**
   * Checks that nothing is missing.
   *
   * @throws IllegalArgumentException if the window is negative
   */
  public JournalSpec {
    Objects.requireNonNull(directory, "directory");
    if (resumeWindowMs < 0) {
      throw new IllegalArgumentException("resumeWindowMs: " + resumeWindowMs + " (expected: >= 0)");
    }
  }
}
