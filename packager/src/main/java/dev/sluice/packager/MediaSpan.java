package dev.sluice.packager;

/**
 * Where a segment is on the time of its track.
 *
 * @param time presentation time of its first access unit in ticks of the track's timescale
 * @param duration in the same ticks
 */
record MediaSpan(long time, long duration) {}
