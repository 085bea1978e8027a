package dev.sluice.origin.live;

import java.util.Objects;

/**
 * What a media playlist says of one segment. Never changes once listed (RFC 8216 §6.2.1).
 *
 * @param mediaSequence media sequence number
 * @param key where the store has its bytes
 * @param duration90k in 90 kHz ticks, at least 1
 * @param programDateTimeEpochMs wall clock of its first access unit
 * @param isDiscontinuity whether times, codec or format break before it (EXT-X-DISCONTINUITY, RFC 8216 §4.3.2.3)
 * @param isGap whether its media never came, so that the store has nothing (EXT-X-GAP, rfc8216bis §4.4.4.7)
 */
public record SegmentEntry(
    long mediaSequence,
    String key,
    long duration90k,
    long programDateTimeEpochMs,
    boolean isDiscontinuity,
    boolean isGap) {
  /** A segment that the store has. */
  public SegmentEntry(
      long mediaSequence,
      String key,
      long duration90k,
      long programDateTimeEpochMs,
      boolean isDiscontinuity) {
    this(
        mediaSequence,
        key,
        duration90k,
        programDateTimeEpochMs,
        isDiscontinuity,
        /* isGap= */ false);
  }

  /** Checks that nothing is missing and that the segment lasts. */
  public SegmentEntry {
    Objects.requireNonNull(key, "key");
    if (duration90k < 1) {
      throw new IllegalArgumentException("duration90k: " + duration90k + " (expected: >= 1)");
    }
  }
}
