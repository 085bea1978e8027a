package dev.sluice.packager.dash;

/**
 * What a manifest announces once and never changes.
 *
 * @param availabilityStartEpochMs MPD@availabilityStartTime, wall clock of the first segment
 * @param targetDurationSeconds no segment is longer by more than half a second
 * @param partTargetMs no chunk is longer
 */
public record ManifestTiming(
    long availabilityStartEpochMs, int targetDurationSeconds, long partTargetMs) {
  private static final long MS_PER_SECOND = 1_000;

  /** Returns MPD@maxSegmentDuration. */
  long maxSegmentMs() {
    return targetDurationSeconds * MS_PER_SECOND + MS_PER_SECOND / 2;
  }
}
