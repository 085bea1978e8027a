package dev.sluice.packager;

/**
 * Where a segment ends.
 *
 * @param duration90k in 90 kHz ticks, at least 1
 * @param nextDts90k decoding time of the access unit that the next segment begins with, or {@link #UNKNOWN}
 * @param isContinued whether the next segment begins at once
 */
record SegmentEnd(long duration90k, long nextDts90k, boolean isContinued) {
  /** No access unit of video tells where the segment ends. */
  static final long UNKNOWN = Long.MIN_VALUE;

  /** Returns the end of a segment that nothing follows for now. */
  static SegmentEnd ofStretch(long duration90k) {
    return new SegmentEnd(duration90k, UNKNOWN, /* isContinued= */ false);
  }
}
