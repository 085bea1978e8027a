package dev.sluice.packager;

import java.util.concurrent.TimeUnit;

/**
 * Ties the presentation times of one publication to the wall clock. All dates come from here, whatever the rendition:
 * EXT-X-PROGRAM-DATE-TIME, prft, and when DASH segments are available.
 *
 * <p>Media never arrives before it happened, so the anchor is the earliest that any unit of the first second arrives for
 * its presentation time. The first unit alone would not do: encoders start late and catch up, and relays begin with a
 * burst of what they have kept; dates taken from that lie ahead of the clock, and players see a latency that is too
 * short, or negative.
 *
 * <p>Then the anchor is settled for good, and only then the packager begins (after {@value #UNITS_MAX} units at the
 * latest, which come faster than real time). It does not move later on: dates have to agree with the sum of EXTINF
 * (rfc8216bis §6.2.4), and a DASH period has one start. Waiting costs nothing when a channel begins, since no playlist is
 * there before a whole segment; a publication that resumes one shows its first part by so much later.
 *
 * <p>Written by the one thread that publishes, read by any.
 */
public final class WallClockAnchor {
  /** For how long the earliest arrival is looked for. */
  static final long WINDOW_NS = TimeUnit.SECONDS.toNanos(1);
  /** Most units that are looked at. */
  static final int UNITS_MAX = 1_000;

  private static final int TICKS_PER_MS = 90;
  private static final long NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);

  // Set at construction.
  private final long first90k;
  private final long firstNs;
  private final long firstOffset90k;
  private final long leastOffset90k;

  // Written by the thread that publishes.
  private int unitCount = 1;
  private volatile long offset90k; // wall clock less presentation time
  private volatile boolean isSettled;

  private WallClockAnchor(long first90k, long firstNs, long offset90k, long leastOffset90k) {
    this.first90k = first90k;
    this.firstNs = firstNs;
    this.firstOffset90k = offset90k;
    this.leastOffset90k = leastOffset90k;
    this.offset90k = offset90k;
  }

  /** Returns an anchor that is settled. */
  public static WallClockAnchor at(long epochMs, long pts90k) {
    WallClockAnchor anchor =
        new WallClockAnchor(pts90k, /* firstNs= */ 0, offset90k(epochMs, pts90k), Long.MIN_VALUE);
    anchor.isSettled = true;
    return anchor;
  }

  /**
   * Begins with the first unit of a publication.
   *
   * @param pts90k its presentation time in 90 kHz ticks
   * @param arrivalNs when it arrived, by a monotonic clock
   * @param arrivalEpochMs the same by the wall clock
   * @param leastEpochMs the date before which it cannot be, for what is dated already ends there
   */
  public static WallClockAnchor begin(
      long pts90k, long arrivalNs, long arrivalEpochMs, long leastEpochMs) {
    return new WallClockAnchor(
        pts90k,
        arrivalNs,
        offset90k(Math.max(arrivalEpochMs, leastEpochMs), pts90k),
        offset90k(leastEpochMs, pts90k));
  }

  /** Takes note of when another unit arrived. Called by the thread that publishes. */
  public void observe(long pts90k, long arrivalNs) {
    if (isSettled) {
      return;
    }
    long elapsedNs = arrivalNs - firstNs;
    long arrival90k = first90k + elapsedNs * TICKS_PER_MS / NS_PER_MS;
    long observed90k = firstOffset90k + arrival90k - pts90k;
    offset90k = Math.max(leastOffset90k, Math.min(offset90k, observed90k));
    unitCount++;
    isSettled = elapsedNs >= WINDOW_NS || unitCount >= UNITS_MAX;
  }

  /** Returns whether the dates stay as they are. */
  public boolean isSettled() {
    return isSettled;
  }

  /** Returns the wall clock at a presentation time, rounded down to the millisecond. */
  public long epochMsAt(long pts90k) {
    return Math.floorDiv(epoch90kAt(pts90k), TICKS_PER_MS);
  }

  /** Returns the wall clock at a presentation time, in 90 kHz ticks since the epoch. */
  public long epoch90kAt(long pts90k) {
    return pts90k + offset90k;
  }

  private static long offset90k(long epochMs, long pts90k) {
    return epochMs * TICKS_PER_MS - pts90k;
  }
}
