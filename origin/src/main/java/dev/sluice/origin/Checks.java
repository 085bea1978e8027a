package dev.sluice.origin;

/** What every context asks of its settings. */
public final class Checks {
  private Checks() {}

  /**
   * Checks that a setting lies between two values, inclusive.
   *
   * @throws IllegalArgumentException naming the setting, its value and the range, if it does not
   */
  public static void range(long value, long min, long max, String name) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + min + " to " + max + ")");
    }
  }

  /**
   * Checks that settings may still be changed.
   *
   * @throws IllegalStateException if they are concluded
   */
  public static void notConcluded(boolean isConcluded) {
    if (isConcluded) {
      throw new IllegalStateException("settings are concluded");
    }
  }
}
