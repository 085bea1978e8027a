package dev.sluice.packager.segment;

/**
 * How long segments should be and may be, in 90 kHz ticks.
 *
 * @param target90k preferred length
 * @param min90k shortest, unless a shorter one is needed to keep the announced target duration
 * @param max90k longest, exclusive, of a source whose random access points come often enough
 * @param limit90k longest first segment of a source without a second random access point
 */
public record SegmentRules(long target90k, long min90k, long max90k, long limit90k) {
  /**
   * Checks the order of the lengths.
   *
   * @throws IllegalArgumentException if one is less than what comes before it
   */
  public SegmentRules {
    requireAscending("min90k", min90k, 1, "1");
    requireAscending("target90k", target90k, min90k, "min90k");
    requireAscending("max90k", max90k, target90k + 1, "target90k + 1");
    requireAscending("limit90k", limit90k, max90k, "max90k");
  }

  private static void requireAscending(String name, long value, long least, String leastName) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + leastName + ")");
    }
  }

  /**
   * Returns the target duration in whole seconds that segments shorter than {@code max90k} keep: rounded to the nearest
   * integer, none of them is above it (EXT-X-TARGETDURATION, rfc8216bis §4.4.3.1).
   */
  int targetDurationSeconds() {
    return roundedSeconds(max90k - 1);
  }

  static int roundedSeconds(long duration90k) {
    return (int) ((duration90k + SegmentPlan.TICKS_PER_SECOND / 2) / SegmentPlan.TICKS_PER_SECOND);
  }
}
