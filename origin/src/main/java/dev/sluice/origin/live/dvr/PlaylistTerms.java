package dev.sluice.origin.live.dvr;

/**
 * What a recorded playlist says of all its segments.
 *
 * @param targetDurationSeconds EXT-X-TARGETDURATION, which never changes
 * @param hasIndependentSegments EXT-X-INDEPENDENT-SEGMENTS
 */
public record PlaylistTerms(int targetDurationSeconds, boolean hasIndependentSegments) {
  private static final int TARGETS_BEFORE_SKIP = 6; // rfc8216bis §4.4.3.8

  /** Returns CAN-SKIP-UNTIL. */
  int skipUntilSeconds() {
    return TARGETS_BEFORE_SKIP * targetDurationSeconds;
  }
}
