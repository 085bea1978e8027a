package dev.sluice.packager;

/**
 * A stretch of media without a break: ties media time to the wall clock. A stream that breaks gets another one.
 *
 * @param serial rises with every break of a channel
 * @param anchorEpochMs wall clock at {@code anchorPts90k}
 * @param anchorPts90k presentation time in 90 kHz ticks
 */
public record Timeline(long serial, long anchorEpochMs, long anchorPts90k) {
  /** Returns the wall clock at a presentation time, rounded down to the millisecond. */
  public long epochMsAt(long pts90k) {
    return anchorEpochMs + Math.floorDiv(pts90k - anchorPts90k, 90);
  }
}
