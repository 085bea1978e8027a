package dev.sluice.packager.ts;

/**
 * When a program clock reference is due (ISO/IEC 13818-1 §2.7.2) and what it says.
 *
 * <p>Used only by the rendition's {@code pk-} thread.
 */
final class ProgramClock {
  /** Longest time between two references, 100 ms. */
  static final long MAX_INTERVAL_90K = 9_000;

  // A longer gap is a break in the stream, and no run of packets makes up for it: 10 s.
  private static final long MAX_FILLED_90K = 100 * MAX_INTERVAL_90K;
  private static final long UNSET = Long.MIN_VALUE;

  private long last90k = UNSET;

  void reset() {
    last90k = UNSET;
  }

  boolean isSet() {
    return last90k != UNSET;
  }

  /** Returns whether one more reference has to come before one at the given time. */
  boolean isDueBefore(long next90k) {
    long gap90k = next90k - last90k;
    return isSet() && gap90k > MAX_INTERVAL_90K && gap90k <= MAX_FILLED_90K;
  }

  /** Returns the reference for a time, which is not before the last one. */
  long at(long time90k) {
    return Math.max(time90k, last90k);
  }

  /** Returns the latest reference that may follow the last one. */
  long following() {
    return last90k + MAX_INTERVAL_90K;
  }

  /** Notes that a reference was written. */
  void written(long pcr90k) {
    last90k = pcr90k;
  }
}
