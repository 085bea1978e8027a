package dev.sluice.packager.hls;

/**
 * What a media playlist with parts announces once and never changes: players stop at a change.
 *
 * @param targetDurationSeconds EXT-X-TARGETDURATION
 * @param partTarget90k PART-TARGET in 90 kHz ticks
 */
public record LowLatencyRules(int targetDurationSeconds, long partTarget90k) {
  private static final int PARTS_HELD_BACK = 3; // Apple HLS authoring specification 14.3
  private static final int TARGETS_HELD_BACK = 3; // rfc8216bis §4.4.3.8
  private static final int TARGETS_BEFORE_SKIP = 6; // rfc8216bis §4.4.3.8
  private static final long TICKS_PER_SECOND = 90_000;

  /** Returns PART-HOLD-BACK. */
  long partHoldBack90k() {
    return PARTS_HELD_BACK * partTarget90k;
  }

  /** Returns HOLD-BACK, for as long as which parts stay listed too (rfc8216bis §6.2.2). */
  long holdBack90k() {
    return TARGETS_HELD_BACK * targetDurationSeconds * TICKS_PER_SECOND;
  }

  /** Returns CAN-SKIP-UNTIL. */
  long skipUntil90k() {
    return TARGETS_BEFORE_SKIP * targetDurationSeconds * TICKS_PER_SECOND;
  }
}
