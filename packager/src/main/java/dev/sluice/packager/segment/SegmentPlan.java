package dev.sluice.packager.segment;

/**
 * What the renditions of a channel agree on: the numbers of the segments, where each begins, and the target duration.
 *
 * <p>The rendition that gets to a boundary first decides it; the others cut at their first random access point from
 * there on, so that a media sequence number means the same stretch of time in every rendition (rfc8216bis §6.2.4).
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
public final class SegmentPlan {
  static final long TICKS_PER_SECOND = 90_000;
  static final long UNPLANNED = Long.MAX_VALUE;

  /** How far a rendition may lag behind the one that decides; a power of two. */
  private static final int REMEMBERED_COUNT = 32;

  private final SegmentRules rules;
  private final long[] starts90k = new long[REMEMBERED_COUNT];
  private final long[] serials = new long[REMEMBERED_COUNT];
  private final long firstMediaSequence;

  private long nextMediaSequence;
  private int targetDurationSeconds;
  private boolean hasIndependentSegments = true;

  /** Plans segments from {@code firstMediaSequence} on. */
  public SegmentPlan(SegmentRules rules, long firstMediaSequence) {
    this.rules = rules;
    this.firstMediaSequence = firstMediaSequence;
    this.nextMediaSequence = firstMediaSequence;
  }

  /** Returns the number that the next planned segment gets. */
  public long nextMediaSequence() {
    return nextMediaSequence;
  }

  /** Returns EXT-X-TARGETDURATION, 0 until the first segment is closed; it never changes after that. */
  public int targetDurationSeconds() {
    return targetDurationSeconds;
  }

  /** Returns whether every segment so far began at a random access point (EXT-X-INDEPENDENT-SEGMENTS). */
  public boolean hasIndependentSegments() {
    return hasIndependentSegments;
  }

  SegmentRules rules() {
    return rules;
  }

  /** Returns the number of a segment that begins here, given the last number that the rendition has used. */
  long begin(long lastMediaSequence, long timelineSerial, long start90k) {
    for (long number = Math.max(lastMediaSequence + 1, oldest());
        number < nextMediaSequence;
        number++) {
      if (serials[slot(number)] == timelineSerial
          && (number + 1 == nextMediaSequence || starts90k[slot(number + 1)] > start90k)) {
        return number;
      }
    }
    starts90k[slot(nextMediaSequence)] = start90k;
    serials[slot(nextMediaSequence)] = timelineSerial;
    return nextMediaSequence++;
  }

  /** Lets a segment begin elsewhere than was planned. */
  void move(long mediaSequence, long timelineSerial, long start90k) {
    starts90k[slot(mediaSequence)] = start90k;
    serials[slot(mediaSequence)] = timelineSerial;
  }

  /** Returns where another rendition began a segment, {@link #UNPLANNED} if none did. */
  long plannedStart90k(long mediaSequence, long timelineSerial) {
    return isRemembered(mediaSequence) && serials[slot(mediaSequence)] == timelineSerial
        ? starts90k[slot(mediaSequence)]
        : UNPLANNED;
  }

  void onClosed(long duration90k) {
    if (targetDurationSeconds == 0) {
      targetDurationSeconds =
          Math.max(rules.targetDurationSeconds(), SegmentRules.roundedSeconds(duration90k));
    }
  }

  void onForcedCut() {
    hasIndependentSegments = false;
  }

  /** Returns the duration that no segment may reach: half a second above the target duration rounds to more than it. */
  long hardLimit90k() {
    return targetDurationSeconds == 0
        ? rules.limit90k()
        : targetDurationSeconds * TICKS_PER_SECOND + TICKS_PER_SECOND / 2;
  }

  /** Returns the duration before which a segment should find its random access point. */
  long softLimit90k() {
    return targetDurationSeconds > rules.targetDurationSeconds() ? hardLimit90k() : rules.max90k();
  }

  private boolean isRemembered(long mediaSequence) {
    return mediaSequence < nextMediaSequence && mediaSequence >= oldest();
  }

  private long oldest() {
    return Math.max(firstMediaSequence, nextMediaSequence - REMEMBERED_COUNT);
  }

  private static int slot(long mediaSequence) {
    return (int) (mediaSequence & (REMEMBERED_COUNT - 1));
  }
}
