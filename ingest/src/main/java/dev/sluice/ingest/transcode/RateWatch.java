package dev.sluice.ingest.transcode;

/**
 * Watches whether a rung holds its frame rate: one that falls below two thirds of it over ten seconds of media is no
 * longer offered, until it has held all of it for six seconds.
 *
 * <p>One instance a rung, used by the {@code tc-} thread.
 */
final class RateWatch {
  static final int WINDOW_SECONDS = 10;
  static final int RETURN_SECONDS = 6;

  private static final long SECOND_90K = 90_000;
  private static final double LEAST_RATIO = 2.0 / 3;
  /** A picture or two may still be on their way. */
  private static final double FULL_RATIO = 0.98;

  private static final long NONE = Long.MIN_VALUE;

  private final long[] due = new long[WINDOW_SECONDS];
  private final long[] encoded = new long[WINDOW_SECONDS];
  private final long[] failed = new long[WINDOW_SECONDS];

  private long second90k = NONE;
  private long countedDue;
  private long countedEncoded;
  private long countedFailed;
  private int secondCount;
  private boolean isOffered = true;

  /** Begins a stretch of media; what was counted before does not matter, what was decided does. */
  void begin(long totalDue, long totalEncoded, long totalFailed) {
    second90k = NONE;
    secondCount = 0;
    countedDue = totalDue;
    countedEncoded = totalEncoded;
    countedFailed = totalFailed;
  }

  /**
   * Takes note of the counts of the rung since ever.
   *
   * @return whether {@link #isOffered()} has changed
   */
  boolean update(long pts90k, long totalDue, long totalEncoded, long totalFailed) {
    if (second90k == NONE) {
      second90k = pts90k;
    }
    if (pts90k - second90k < SECOND_90K) {
      return false;
    }
    second90k = pts90k;
    int slot = secondCount++ % WINDOW_SECONDS;
    due[slot] = totalDue - countedDue;
    encoded[slot] = totalEncoded - countedEncoded;
    failed[slot] = totalFailed - countedFailed;
    countedDue = totalDue;
    countedEncoded = totalEncoded;
    countedFailed = totalFailed;
    return secondCount >= (isOffered ? WINDOW_SECONDS : RETURN_SECONDS) && decide();
  }

  boolean isOffered() {
    return isOffered;
  }

  /** Returns pictures that were due in the window. */
  long dueCount() {
    return sum(due, WINDOW_SECONDS);
  }

  /** Returns pictures that were encoded in the window. */
  long encodedCount() {
    return sum(encoded, WINDOW_SECONDS);
  }

  /** Returns whether most of what is missing in the window was lost to faults. */
  boolean isFaulty() {
    return 2 * sum(failed, WINDOW_SECONDS) > dueCount() - encodedCount();
  }

  private boolean decide() {
    boolean was = isOffered;
    isOffered = was
        ? encodedCount() >= dueCount() * LEAST_RATIO
        : sum(encoded, RETURN_SECONDS) >= sum(due, RETURN_SECONDS) * FULL_RATIO;
    return was != isOffered;
  }

  /** Returns the sum of the last seconds. */
  private long sum(long[] counts, int seconds) {
    long sum = 0;
    for (int second = Math.max(0, secondCount - seconds); second < secondCount; second++) {
      sum += counts[second % WINDOW_SECONDS];
    }
    return sum;
  }
}
