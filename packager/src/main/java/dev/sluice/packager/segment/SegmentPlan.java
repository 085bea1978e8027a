package dev.sluice.packager.segment;

import java.util.Arrays;

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
  /** Result of {@link #begin}: the other renditions are on a later timeline, in which this segment has no place. */
  static final long OVER = -1;

  /** How far a rendition may lag behind the one that decides; a power of two. */
  private static final int REMEMBERED_COUNT = 32;

  private final SegmentRules rules;
  private final PlannedSegment[] segments = new PlannedSegment[REMEMBERED_COUNT];
  private final long firstMediaSequence;

  private long nextMediaSequence;
  private int targetDurationSeconds;
  private boolean hasIndependentSegments = true;
  private long newestSerial = Long.MIN_VALUE;
  private long breakCount;

  /** Plans segments from {@code firstMediaSequence} on. */
  public SegmentPlan(SegmentRules rules, long firstMediaSequence) {
    this.rules = rules;
    this.firstMediaSequence = firstMediaSequence;
    this.nextMediaSequence = firstMediaSequence;
    Arrays.setAll(segments, slot -> new PlannedSegment());
  }

  /** Returns the number that the next planned segment gets. */
  public long nextMediaSequence() {
    return nextMediaSequence;
  }

  /** Returns EXT-X-TARGETDURATION, 0 until the first segment is closed; it never changes after that. */
  public int targetDurationSeconds() {
    return targetDurationSeconds;
  }

  /**
   * Returns whether every segment so far began at a random access point and needs nothing of the one before
   * (EXT-X-INDEPENDENT-SEGMENTS).
   */
  public boolean hasIndependentSegments() {
    return hasIndependentSegments;
  }

  SegmentRules rules() {
    return rules;
  }

  /** Returns whether a planned segment is still remembered. */
  public boolean isRemembered(long mediaSequence) {
    return mediaSequence < nextMediaSequence && mediaSequence >= oldest();
  }

  /** Returns how long a planned segment is, the target length if no rendition has closed it. */
  public long duration90k(long mediaSequence) {
    long duration90k = segment(mediaSequence).duration90k;
    return duration90k == 0 ? rules.target90k() : duration90k;
  }

  /** Returns how many breaks come before a planned segment or with it: those between timelines, and others that lists had. */
  public long breakCount(long mediaSequence) {
    return segment(mediaSequence).breakCount;
  }

  /** Takes note that a list has a break of its own before a planned segment, which the others have to make up for. */
  public void onBreak(long mediaSequence) {
    for (long number = Math.max(mediaSequence, oldest()); number < nextMediaSequence; number++) {
      segment(number).breakCount++;
    }
    breakCount++;
  }

  /** Returns the number of a segment that begins here, given the last number that the rendition has used. */
  long begin(long lastMediaSequence, long timelineSerial, long start90k) {
    for (long number = Math.max(lastMediaSequence + 1, oldest());
        number < nextMediaSequence;
        number++) {
      if (segment(number).serial == timelineSerial
          && (isLastOf(number, timelineSerial) || segment(number + 1).start90k > start90k)) {
        segment(number).userCount++;
        return number;
      }
    }
    if (isOver(timelineSerial)) {
      return OVER;
    }
    breakCount += newestSerial != Long.MIN_VALUE && timelineSerial != newestSerial ? 1 : 0;
    newestSerial = timelineSerial;
    segment(nextMediaSequence).begin(timelineSerial, start90k, breakCount);
    return nextMediaSequence++;
  }

  /** Returns whether other renditions are on a later timeline, so that nothing can be planned in this one any more. */
  boolean isOver(long timelineSerial) {
    return timelineSerial < newestSerial;
  }

  /** Takes back the begin of a segment that got no media; the number is free again if no other rendition has it. */
  void giveBack(long mediaSequence) {
    PlannedSegment segment = segment(mediaSequence);
    segment.userCount--;
    if (segment.userCount == 0 && mediaSequence + 1 == nextMediaSequence) {
      nextMediaSequence--;
      if (isRemembered(nextMediaSequence - 1)) {
        newestSerial = segment(nextMediaSequence - 1).serial;
        breakCount = segment(nextMediaSequence - 1).breakCount;
      }
    }
  }

  /** Returns where another rendition began a segment, {@link #UNPLANNED} if none did. */
  long plannedStart90k(long mediaSequence, long timelineSerial) {
    return isRemembered(mediaSequence) && segment(mediaSequence).serial == timelineSerial
        ? segment(mediaSequence).start90k
        : UNPLANNED;
  }

  void onClosed(long mediaSequence, long duration90k) {
    segment(mediaSequence).duration90k = duration90k;
    if (targetDurationSeconds == 0) {
      targetDurationSeconds =
          Math.max(rules.targetDurationSeconds(), SegmentRules.roundedSeconds(duration90k));
    }
  }

  /** Takes note that a segment does not begin with a random access point. */
  void onForcedStart(long mediaSequence) {
    segment(mediaSequence).isIndependent = false;
    hasIndependentSegments = false;
  }

  /** Takes note that a segment has pictures that may refer to the one before. */
  void onOpenGop() {
    hasIndependentSegments = false;
  }

  /** Returns whether a planned segment begins with a random access point. */
  boolean isIndependent(long mediaSequence) {
    return segment(mediaSequence).isIndependent;
  }

  /** Returns the duration that no segment may reach: half a second above the target duration rounds to more than it. */
  public long hardLimit90k() {
    return targetDurationSeconds == 0
        ? rules.limit90k()
        : targetDurationSeconds * TICKS_PER_SECOND + TICKS_PER_SECOND / 2;
  }

  /** Returns the duration before which a segment should find its random access point. */
  long softLimit90k() {
    return targetDurationSeconds > rules.targetDurationSeconds() ? hardLimit90k() : rules.max90k();
  }

  private boolean isLastOf(long mediaSequence, long timelineSerial) {
    return mediaSequence + 1 == nextMediaSequence
        || segment(mediaSequence + 1).serial != timelineSerial;
  }

  private long oldest() {
    return Math.max(firstMediaSequence, nextMediaSequence - REMEMBERED_COUNT);
  }

  private PlannedSegment segment(long mediaSequence) {
    return segments[(int) (mediaSequence & (REMEMBERED_COUNT - 1))];
  }

  /** A number, and what it stands for in every rendition. */
  private static final class PlannedSegment {
    private long serial;
    private long start90k;
    private long duration90k; // 0 until a rendition has closed it
    private long breakCount;
    private int userCount; // renditions that have it open or have listed it
    private boolean isIndependent;

    void begin(long timelineSerial, long begin90k, long breaksBefore) {
      serial = timelineSerial;
      start90k = begin90k;
      duration90k = 0;
      breakCount = breaksBefore;
      userCount = 1;
      isIndependent = true;
    }
  }
}
