package dev.sluice.ingest.transcode;

/**
 * Leaves out pictures of a source that is faster than a rung allows, evenly.
 *
 * <p>Of a steady source every n-th picture stays, n being the smallest number that gets under the cap with
 * {@value #TOLERANCE_PERCENT} % to spare: 60 becomes 30, 50 becomes 25, never 30 with a stutter. Of a source whose steps
 * vary, those stay that are far enough from the one before. Times are never changed. Forced pictures always stay, and
 * the count begins anew with them.
 *
 * <p>One instance a rung and run. Used by the rung's thread.
 */
final class FrameRateCap {
  private static final double TICKS_PER_SECOND = 90_000;
  private static final int TOLERANCE_PERCENT = 5;
  private static final double UNSTEADY_RATIO = 1.6;
  private static final int WINDOW = 16; // a power of two
  private static final long NONE = Long.MIN_VALUE;

  private final double minStep90k;
  private final long[] steps90k = new long[WINDOW];

  private int stepCount;
  private long last90k = NONE;
  private long lastKept90k;
  private int sinceKept;
  private int divisor;

  /**
   * Caps at a rate.
   *
   * @param nominalFrameRate what the source says of itself, 0 if nothing
   */
  FrameRateCap(int maxFrameRate, double nominalFrameRate) {
    minStep90k = minStep90k(maxFrameRate);
    divisor = nominalFrameRate > 0 ? divisor(maxFrameRate, nominalFrameRate) : 0;
  }

  /** Returns of how many pictures of a steady source one stays. */
  static int divisor(int maxFrameRate, double frameRate) {
    return (int) Math.ceil(minStep90k(maxFrameRate) * frameRate / TICKS_PER_SECOND);
  }

  private static double minStep90k(int maxFrameRate) {
    return TICKS_PER_SECOND / (maxFrameRate * (1 + TOLERANCE_PERCENT / 100.0));
  }

  /** Returns whether a picture stays. */
  boolean keeps(long pts90k, boolean isForced) {
    if (last90k != NONE) {
      remember(pts90k - last90k);
    }
    boolean isFirst = last90k == NONE;
    last90k = pts90k;
    sinceKept++;
    boolean isKept = isFirst
        || isForced
        || (divisor > 0 ? sinceKept >= divisor : pts90k - lastKept90k >= minStep90k);
    if (isKept) {
      sinceKept = 0;
      lastKept90k = pts90k;
    }
    return isKept;
  }

  private void remember(long step90k) {
    steps90k[stepCount++ & WINDOW - 1] = step90k;
    if (stepCount < WINDOW) {
      return;
    }
    long shortest90k = Long.MAX_VALUE;
    long longest90k = 0;
    long sum90k = 0;
    for (long step : steps90k) {
      shortest90k = Math.min(shortest90k, step);
      longest90k = Math.max(longest90k, step);
      sum90k += step;
    }
    boolean isSteady = longest90k <= shortest90k * UNSTEADY_RATIO;
    divisor = isSteady ? (int) Math.ceil(minStep90k * WINDOW / sum90k) : 0;
  }
}
