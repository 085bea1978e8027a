package dev.sluice.origin.store;

/**
 * How much of one kind of access a namespace allows; carried by the store, kept by the server in front of it.
 *
 * @param operationsPerSecond requests a second, or {@link #OFF}
 * @param bytesPerSecond bytes of bodies a second, or {@link #OFF}
 */
public record RateLimit(long operationsPerSecond, long bytesPerSecond) {
  /** Value of a rate that is not limited. */
  public static final long OFF = 0;

  /** Limits nothing. */
  public static final RateLimit NONE = new RateLimit(OFF, OFF);

  /**
   * Checks the rates.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public RateLimit {
    checkRate(operationsPerSecond, "operationsPerSecond");
    checkRate(bytesPerSecond, "bytesPerSecond");
  }

  private static void checkRate(long rate, String name) {
    if (rate < 0) {
      throw new IllegalArgumentException(name + ": " + rate + " (expected: >= 0)");
    }
  }
}
