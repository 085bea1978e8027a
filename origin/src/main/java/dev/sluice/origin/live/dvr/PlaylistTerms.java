package dev.sluice.origin.live.dvr;

/**
 * What a recorded playlist says of all its segments.
 *
 * @param targetDurationSeconds EXT-X-TARGETDURATION, the same for a life of the channel; a list that goes on with another life
 *     has the longer one from then on
 * @param hasIndependentSegments EXT-X-INDEPENDENT-SEGMENTS, as long as that is so in every life
 */
public record PlaylistTerms(int targetDurationSeconds, boolean hasIndependentSegments) {
  private static final int TARGETS_BEFORE_SKIP = 6; // rfc8216bis §4.4.3.8

  /** Returns what a list says that has said something else before: the longer duration, and of all segments what holds of all. */
  PlaylistTerms after(PlaylistTerms former) {
    return new PlaylistTerms(
        Math.max(targetDurationSeconds, former.targetDurationSeconds),
        hasIndependentSegments && former.hasIndependentSegments);
  }

  /** Returns CAN-SKIP-UNTIL. */
  int skipUntilSeconds() {
    return TARGETS_BEFORE_SKIP * targetDurationSeconds;
  }
}
