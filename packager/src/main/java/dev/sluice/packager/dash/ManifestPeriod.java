package dev.sluice.packager.dash;

import java.util.List;

/**
 * A stretch of media without a break.
 *
 * @param mediaSequence number of the first segment it ever had, by which it is known
 * @param startEpochMs wall clock of its first access unit
 * @param tracks video best first, then audio
 */
public record ManifestPeriod(long mediaSequence, long startEpochMs, List<ManifestTrack> tracks) {
  /** Copies the list. */
  public ManifestPeriod {
    tracks = List.copyOf(tracks);
  }
}
