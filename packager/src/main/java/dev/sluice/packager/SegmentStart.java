package dev.sluice.packager;

/**
 * Where a segment begins.
 *
 * @param mediaSequence its media sequence number
 * @param timeline to which its times belong
 * @param start90k presentation time of its first access unit, in 90 kHz ticks
 * @param isDiscontinuity whether times, codec or format break before it
 */
record SegmentStart(long mediaSequence, Timeline timeline, long start90k, boolean isDiscontinuity) {
  /** Returns the wall clock of its first access unit. */
  long epochMs() {
    return timeline.epochMsAt(start90k);
  }
}
