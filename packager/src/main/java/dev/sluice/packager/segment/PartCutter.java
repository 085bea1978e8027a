package dev.sluice.packager.segment;

import java.util.Arrays;

/**
 * Says where the parts of one video track end. Decides only: no bytes, no clocks.
 *
 * <p>A part ends with the picture whose end is nearest to the part target and fills enough of it, and nobody waits for
 * the next picture to see that: how long the last one lasts is taken from those before. What would exceed the target all
 * the same (a picture that stays away, a rate that does not divide it) ends at the target, and the next part begins there,
 * ahead of its first picture: no part is ever longer than announced, and the parts have no gaps between them.
 *
 * <p>Order of calls: {@link #begin}; for each picture {@link #endsBefore} and then, with the part that it belongs to,
 * {@link #add}; where a part has ended, {@link #begin} again.
 *
 * <p>Times are decoding times in 90 kHz ticks. Used by the {@code pk-} thread of the channel only.
 */
public final class PartCutter {
  private static final long DEFAULT_SPACING_90K = SegmentPlan.TICKS_PER_SECOND / 30;
  private static final int REMEMBERED_STEPS = 4;
  private static final long NONE = Long.MIN_VALUE;

  private final long target90k;
  private final long least90k; // what no part but the last of its segment may fall below

  private long start90k;
  private int pictureCount;
  private long last90k = NONE;
  private final long[] steps90k = new long[REMEMBERED_STEPS];
  private int stepCount;

  /** Cuts parts of at most {@code target90k}. */
  public PartCutter(long target90k) {
    this.target90k = target90k;
    least90k = PartTarget.least90k(target90k);
    Arrays.fill(steps90k, Long.MAX_VALUE);
  }

  /** Forgets the pictures so far: what comes now continues nothing. */
  public void restart() {
    last90k = NONE;
  }

  /** Begins a part. */
  public void begin(long partStart90k) {
    start90k = partStart90k;
    pictureCount = 0;
  }

  /** Returns whether the part ends in front of a picture that is late. */
  public boolean endsBefore(long dts90k) {
    return pictureCount > 0 && dts90k > start90k + Math.max(least90k, target90k - spacing90k() / 2);
  }

  /** Takes a picture into the part; returns whether the part ends with it. */
  public boolean add(long dts90k) {
    if (last90k != NONE && dts90k > last90k) {
      steps90k[stepCount++ & REMEMBERED_STEPS - 1] = dts90k - last90k;
    }
    last90k = dts90k;
    pictureCount++;
    return dts90k >= lastFrom90k(start90k);
  }

  /** Returns the earliest time of a picture with which a part ends that began at {@code partStart90k}. */
  public long lastFrom90k(long partStart90k) {
    long spacing90k = spacing90k();
    return partStart90k + Math.max(least90k, target90k - spacing90k / 2 + 1) - spacing90k;
  }

  /** Returns where the part ends, if it does with the last picture. */
  public long end90k() {
    return endBefore90k(last90k + spacing90k());
  }

  /** Returns where the part ends, if it does in front of a picture that is known. */
  public long endBefore90k(long dts90k) {
    return Math.max(start90k + pictureCount, Math.min(dts90k, start90k + target90k));
  }

  /** The shortest of the last steps: a picture that was skipped says nothing of those that follow. */
  private long spacing90k() {
    long shortest90k = Long.MAX_VALUE;
    for (long step90k : steps90k) {
      shortest90k = Math.min(shortest90k, step90k);
    }
    return shortest90k == Long.MAX_VALUE ? DEFAULT_SPACING_90K : shortest90k;
  }
}
