package dev.sluice.origin.live.dvr;

/**
 * Which segments of a recording a playlist lists.
 *
 * @param firstSequence number of the first segment
 * @param endSequence number after the last segment
 * @param isFinal whether no segment will ever be added, so that the playlist says so
 */
record PlaylistSpan(long firstSequence, long endSequence, boolean isFinal) {}
