package dev.sluice.packager.dash;

import java.util.List;

/**
 * One version of a manifest.
 *
 * @param timing what never changes
 * @param publishEpochMs MPD@publishTime
 * @param depthMs MPD@timeShiftBufferDepth
 * @param isEnded whether no segment will follow
 * @param hasIndependentSegments whether every segment begins with a random access point and needs no other
 * @param periods oldest first, at least one; a new one wherever times or formats break
 */
public record ManifestSnapshot(
    ManifestTiming timing,
    long publishEpochMs,
    long depthMs,
    boolean isEnded,
    boolean hasIndependentSegments,
    List<ManifestPeriod> periods) {
  /** Copies the list. */
  public ManifestSnapshot {
    periods = List.copyOf(periods);
  }
}
