package dev.sluice.packager.dash;

/**
 * A segment as a timeline lists it.
 *
 * @param mediaSequence its number
 * @param time presentation time of its first access unit in ticks of the track's timescale
 * @param duration in the same ticks; of one that still grows, that of the segment before
 */
public record ManifestSegment(long mediaSequence, long time, long duration) {}
