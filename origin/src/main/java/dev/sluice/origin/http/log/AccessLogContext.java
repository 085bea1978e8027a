package dev.sluice.origin.http.log;

import dev.sluice.origin.Checks;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Settings of the access log.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><th>setting</th><th>unit</th><th>default</th><th>range</th></tr>
 * <tr><td>queueLength</td><td>exchanges</td><td>{@value #QUEUE_LENGTH_DEFAULT}</td><td>16 to 1,048,576</td></tr>
 * </table>
 */
public final class AccessLogContext {
  /** Default of {@link #queueLength()}. */
  public static final int QUEUE_LENGTH_DEFAULT = 16 * 1024;

  private static final int QUEUE_LENGTH_MIN = 16;
  private static final int QUEUE_LENGTH_MAX = 1 << 20;

  private AccessForm form = AccessForm.COMBINED;
  private Optional<Path> file = Optional.empty();
  private int queueLength = QUEUE_LENGTH_DEFAULT;
  private boolean isConcluded;

  /** Sets how a line looks. */
  public AccessLogContext form(AccessForm value) {
    Checks.notConcluded(isConcluded);
    form = value;
    return this;
  }

  /** Returns how a line looks. */
  public AccessForm form() {
    return form;
  }

  /** Sets the file that lines are added to; without one they go to the standard output. */
  public AccessLogContext file(Path value) {
    Checks.notConcluded(isConcluded);
    file = Optional.of(value);
    return this;
  }

  /** Returns the file that lines are added to, if it is one. */
  public Optional<Path> file() {
    return file;
  }

  /** Sets how many exchanges may wait to be written; more are not logged, but counted. */
  public AccessLogContext queueLength(int value) {
    Checks.notConcluded(isConcluded);
    queueLength = value;
    return this;
  }

  /** Returns how many exchanges may wait to be written. */
  public int queueLength() {
    return queueLength;
  }

  /**
   * Checks the settings and freezes them.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public AccessLogContext conclude() {
    Objects.requireNonNull(form, "http.access_log.form");
    Checks.range(queueLength, QUEUE_LENGTH_MIN, QUEUE_LENGTH_MAX, "http.access_log.queue");
    isConcluded = true;
    return this;
  }
}
