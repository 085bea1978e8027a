package dev.sluice.origin.live.dvr;

import dev.sluice.origin.live.SegmentEntry;

/**
 * Where a life of a channel goes on in the lists of a former process: its numbers follow theirs, whatever the names of its
 * segments say, and its first segment comes with a discontinuity.
 *
 * @param sequenceOffset what is taken from the numbers of segments
 * @param breakOffset what is added to the discontinuities of the channel
 */
record Continuation(long sequenceOffset, long breakOffset) {
  /** The lists are new. */
  static final Continuation NONE = new Continuation(0, 0);

  /** Returns whether a list whose last segment came with so many discontinuities has not been continued yet. */
  boolean isBreak(long lastBreakCount) {
    return lastBreakCount < breakOffset;
  }

  /** Returns a segment as it joins a list. */
  RecordedSegment place(RecordedSegment segment, boolean isBroken) {
    SegmentEntry entry = segment.entry();
    return new RecordedSegment(
        new SegmentEntry(
            entry.mediaSequence() - sequenceOffset,
            entry.key(),
            entry.duration90k(),
            entry.programDateTimeEpochMs(),
            entry.isDiscontinuity() || isBroken,
            entry.isGap()),
        segment.map(),
        segment.length(),
        segment.breakCount() + breakOffset);
  }
}
