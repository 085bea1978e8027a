package dev.sluice.origin.live;

/**
 * How much a rendition lists and keeps.
 *
 * @param minSegmentCount segments that stay listed, at least 1
 * @param targetDurationSeconds EXT-X-TARGETDURATION, at least 1; three times as much stays listed too
 * @param extraTtlMs how long a segment stays beyond what RFC 8216 §6.2.2 asks, at least 0
 */
public record WindowSpec(int minSegmentCount, int targetDurationSeconds, long extraTtlMs) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the value and what was expected
   */
  public WindowSpec {
    checkAtLeast(minSegmentCount, 1, "minSegmentCount");
    checkAtLeast(targetDurationSeconds, 1, "targetDurationSeconds");
    checkAtLeast(extraTtlMs, 0, "extraTtlMs");
  }

  private static void checkAtLeast(long value, long min, String name) {
    if (value < min) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + min + ")");
    }
  }
}
