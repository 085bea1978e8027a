package dev.sluice.packager;

/**
 * A stretch of media without a break, on the wall clock. A stream that breaks gets another one.
 *
 * @param serial rises with every break of a channel
 * @param anchor ties its presentation times to the wall clock; timelines of one publication may share it
 */
public record Timeline(long serial, WallClockAnchor anchor) {
  /**
   * A timeline whose dates are known.
   *
   * @param anchorEpochMs wall clock at {@code anchorPts90k}
   * @param anchorPts90k presentation time in 90 kHz ticks
   */
  public Timeline(long serial, long anchorEpochMs, long anchorPts90k) {
    this(serial, WallClockAnchor.at(anchorEpochMs, anchorPts90k));
  }

  /** Returns the wall clock at a presentation time, rounded down to the millisecond. */
  public long epochMsAt(long pts90k) {
    return anchor.epochMsAt(pts90k);
  }
}
