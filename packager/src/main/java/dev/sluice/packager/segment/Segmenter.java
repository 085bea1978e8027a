package dev.sluice.packager.segment;

/**
 * Says where one rendition is cut, and how long its segments are. Decides only: no bytes, no clocks.
 *
 * <p>Order of calls for a stretch of media without a break:
 *
 * <ol>
 *   <li>{@link #begin} with the access unit that opens the first segment;
 *   <li>for each access unit of the leading track (video, or audio if that is all) {@link #decide}, and after a cut
 *       {@link #cut}, which ends the open segment in front of that unit and opens the next with it;
 *   <li>{@link #end}.
 * </ol>
 *
 * <p>A unit's time is its presentation time at a random access point; between those it is the decoding time moved by
 * what the two differed by at the last random access point. So it grows from unit to unit with B-frames too, and the
 * durations of segments add up to the media without a remainder.
 *
 * <p>Times are 90 kHz ticks. Used by the {@code pk-} thread of the channel only.
 */
public final class Segmenter {
  /** What happens in front of an access unit. */
  public enum Decision {
    /** The open segment goes on. */
    CONTINUE,
    /** A new segment begins. */
    CUT,
    /** A new segment begins although decoding cannot start there: the target duration would be broken otherwise. */
    FORCED_CUT,
    /** Media is missing: the segment ends with the unit before, and this one continues nothing. */
    GAP
  }

  private static final int REMEMBERED_GOPS = 8;
  private static final int REMEMBERED_STEPS = 4;
  private static final long DEFAULT_SPACING_90K = SegmentPlan.TICKS_PER_SECOND / 30;
  /** A step for lost pictures that is no longer may recur: a cut forced so much earlier is ahead of no key frame. */
  private static final long LONE_STEP_MAX_90K = SegmentPlan.TICKS_PER_SECOND / 10;

  private static final long NONE = Long.MIN_VALUE;

  private final SegmentPlan plan;
  private final SegmentRules rules;

  // The open segment.
  private long mediaSequence = NONE;
  private long timelineSerial;
  private long start90k;
  private long late90k; // what is missing at its begin
  private long opening90k; // presentation time of the random access point that it begins with

  // The leading track.
  private long time90k;
  private long compositionOffset90k;
  private long lastRandomAccess90k;
  private long lastRandomAccessPts90k;
  private final long[] gops90k = new long[REMEMBERED_GOPS];
  private int gopCount;

  // The longest step between units in this segment and in the one before, as far as a slow source
  // may have made it; 0 before there is one.
  private long spacing90k;
  private long previousSpacing90k;
  private final long[] steps90k = new long[REMEMBERED_STEPS]; // the last ones
  private int stepCount;
  private long lastStep90k; // 0 before the first
  private long usualStep90k; // the last one that does not stand alone

  // The accompanying audio: its clock tells how long the leading track has been silent.
  private long audioPts90k = NONE;
  private long audioPtsAtLastUnit90k = NONE;

  /** Cuts a rendition by the plan of its channel. */
  public Segmenter(SegmentPlan plan) {
    this.plan = plan;
    this.rules = plan.rules();
  }

  /**
   * Opens a segment with a random access point that does not continue what came before. Returns false if the other
   * renditions are on a later timeline: there is no place for it.
   */
  public boolean begin(long serial, long pts90k, long dts90k) {
    timelineSerial = serial;
    compositionOffset90k = pts90k - dts90k;
    time90k = pts90k;
    lastRandomAccess90k = pts90k;
    lastRandomAccessPts90k = pts90k;
    opening90k = pts90k;
    spacing90k = 0;
    previousSpacing90k = 0;
    lastStep90k = 0;
    usualStep90k = 0;
    stepCount = 0;
    audioPts90k = NONE;
    audioPtsAtLastUnit90k = NONE;
    return open();
  }

  /** Returns what happens in front of the next access unit of the leading track. */
  public Decision decide(long pts90k, long dts90k, boolean isRandomAccess) {
    if (isRandomAccess) {
      compositionOffset90k = pts90k - dts90k;
      lastRandomAccessPts90k = pts90k;
    } else if (pts90k < opening90k) {
      plan.onOpenGop();
    }
    long next90k = dts90k + compositionOffset90k;
    if (next90k - start90k >= plan.hardLimit90k()) {
      return Decision.GAP;
    }
    advanceTo(next90k, isRandomAccess);
    audioPtsAtLastUnit90k = audioPts90k;
    if (isRandomAccess) {
      rememberGop();
      return decideAtRandomAccess();
    }
    return elapsed90k() + longestSpacing90k() >= plan.hardLimit90k() && !isNextInTime()
        ? unlessOver(Decision.FORCED_CUT)
        : Decision.CONTINUE;
  }

  /**
   * Returns what happens in front of an audio frame that accompanies video: a cut only if the video stays away for so
   * long that the segment would break the target duration.
   */
  public Decision decideBeside(long pts90k) {
    audioPts90k = pts90k;
    if (audioPtsAtLastUnit90k == NONE) {
      audioPtsAtLastUnit90k = pts90k;
    }
    long silence90k = pts90k - audioPtsAtLastUnit90k;
    if (elapsed90k() + silence90k + longestSpacing90k() < plan.hardLimit90k()) {
      return Decision.CONTINUE;
    }
    time90k = Math.min(time90k + silence90k, start90k + plan.hardLimit90k() - 1);
    audioPtsAtLastUnit90k = pts90k;
    return unlessOver(Decision.FORCED_CUT);
  }

  /**
   * Returns whether a segment will probably begin with a unit of the leading track that is still to come: another
   * rendition has begun it there, or random access points come at an interval.
   *
   * @param dts90k decoding time of the unit
   */
  public boolean isCutExpectedAt(long dts90k) {
    long next90k = dts90k + compositionOffset90k;
    long tolerance90k = longestSpacing90k() / 2;
    long planned90k = plan.plannedStart90k(mediaSequence + 1, timelineSerial);
    if (planned90k != SegmentPlan.UNPLANNED) {
      return next90k + tolerance90k >= planned90k;
    }
    if (gopCount == 0) {
      return false;
    }
    long expected90k = lastRandomAccess90k + gops90k[(gopCount - 1) % REMEMBERED_GOPS];
    return Math.abs(next90k - expected90k) <= tolerance90k && isLongEnough(next90k - start90k);
  }

  /** Ends the open segment in front of the unit just decided on, and opens the next with it. Returns the duration. */
  public long cut(boolean isRandomAccess) {
    long duration90k = elapsed90k() - late90k;
    plan.onClosed(mediaSequence, elapsed90k());
    open();
    opening90k = lastRandomAccessPts90k;
    if (!isRandomAccess) {
      onForcedStart();
    }
    return duration90k;
  }

  /** Takes note that the open segment does not begin with a random access point, though {@link #cut} was told so. */
  public void onForcedStart() {
    plan.onForcedStart(mediaSequence);
  }

  /** Ends the open segment after the last unit decided on, which lasts as long as is usual. Returns the duration. */
  public long end() {
    long last90k = usualStep90k == 0 ? DEFAULT_SPACING_90K : usualStep90k;
    long duration90k = Math.min(elapsed90k() + last90k, plan.hardLimit90k() - 1);
    plan.onClosed(mediaSequence, duration90k);
    return duration90k - late90k;
  }

  /** Ends the open segment at a time of the same timeline, as {@link #end()} if that cannot be. Returns the duration. */
  public long endAt(long pts90k) {
    long duration90k = pts90k - start90k;
    if (pts90k <= time90k || duration90k >= plan.hardLimit90k()) {
      return end();
    }
    plan.onClosed(mediaSequence, duration90k);
    return duration90k - late90k;
  }

  /** Lets the open segment, which has no media, begin with the unit just decided on; it ends where it would have ended. */
  public void beginLate() {
    late90k = elapsed90k();
    opening90k = lastRandomAccessPts90k;
  }

  /** Takes the open segment back, which has no media: the next one gets its number, unless other renditions have it. */
  public void abandon() {
    plan.giveBack(mediaSequence);
    mediaSequence--;
  }

  /** Returns the media sequence number of the open segment. */
  public long mediaSequence() {
    return mediaSequence;
  }

  /** Returns the presentation time at which the open segment begins. */
  public long start90k() {
    return start90k + late90k;
  }

  private boolean open() {
    long number = plan.begin(mediaSequence, timelineSerial, time90k);
    if (number == SegmentPlan.OVER) {
      return false;
    }
    mediaSequence = number;
    start90k = time90k;
    late90k = 0;
    previousSpacing90k = spacing90k;
    spacing90k = 0;
    return true;
  }

  /** A cut that the plan has no number for ends the timeline here. */
  private Decision unlessOver(Decision cut) {
    return plan.isOver(timelineSerial)
            && plan.plannedStart90k(mediaSequence + 1, timelineSerial) == SegmentPlan.UNPLANNED
        ? Decision.GAP
        : cut;
  }

  private void advanceTo(long next90k, boolean isRandomAccess) {
    long step90k = Math.max(0, next90k - time90k);
    time90k += step90k;
    long known90k = knownSpacing90k();
    boolean areUnitsLost = isRandomAccess && known90k > 0 && step90k >= 2 * known90k;
    if (step90k == 0 || areUnitsLost) {
      return; // an unusually long step to a random access point is not that of a slow source
    }
    if (lastStep90k == 0) {
      lastStep90k = step90k;
      usualStep90k = step90k;
      return;
    }
    // A step that is half as long again as the one before tells of a slow source only if another
    // follows: a source that halts once is soon back in its own time.
    boolean isAlone = 2 * step90k > 3 * lastStep90k;
    long counted90k =
        isAlone ? Math.max(lastStep90k, Math.min(step90k, LONE_STEP_MAX_90K)) : step90k;
    spacing90k = Math.max(spacing90k, counted90k);
    usualStep90k = isAlone ? lastStep90k : step90k;
    lastStep90k = step90k;
    steps90k[stepCount++ % REMEMBERED_STEPS] = step90k;
  }

  /** Returns whether another rendition began the next segment at a random access point that is still to come, and in time. */
  private boolean isNextInTime() {
    long planned90k = plan.plannedStart90k(mediaSequence + 1, timelineSerial);
    return planned90k != SegmentPlan.UNPLANNED
        && planned90k > time90k
        && planned90k < start90k + plan.hardLimit90k()
        && plan.isIndependent(mediaSequence + 1);
  }

  private Decision decideAtRandomAccess() {
    long elapsed90k = elapsed90k();
    if (elapsed90k == 0) {
      return Decision.CONTINUE;
    }
    // Sources count in milliseconds: half a frame early is in time.
    long tolerance90k = longestSpacing90k() / 2;
    long planned90k = plan.plannedStart90k(mediaSequence + 1, timelineSerial);
    if (planned90k != SegmentPlan.UNPLANNED) {
      return time90k + tolerance90k >= planned90k ? Decision.CUT : Decision.CONTINUE;
    }
    if (plan.isOver(timelineSerial)) {
      return Decision.GAP;
    }
    return isLongEnough(elapsed90k) ? Decision.CUT : Decision.CONTINUE;
  }

  private boolean isLongEnough(long duration90k) {
    if (plan.targetDurationSeconds() == 0) {
      return duration90k + longestSpacing90k() / 2 >= rules.min90k();
    }
    return duration90k + longestGop90k() >= plan.softLimit90k()
        || duration90k + longestSpacing90k() / 2 >= rules.target90k();
  }

  private void rememberGop() {
    if (time90k == lastRandomAccess90k) {
      return;
    }
    gops90k[gopCount++ % REMEMBERED_GOPS] = time90k - lastRandomAccess90k;
    lastRandomAccess90k = time90k;
  }

  private long longestGop90k() {
    long longest90k = 0;
    for (long gop90k : gops90k) {
      longest90k = Math.max(longest90k, gop90k);
    }
    return longest90k;
  }

  /** A source whose last steps are much shorter than one before is not slow any more: only a lone step may recur. */
  private long longestSpacing90k() {
    long known90k = knownSpacing90k();
    if (known90k == 0) {
      return DEFAULT_SPACING_90K;
    }
    long recent90k = recentSpacing90k();
    boolean isSlowNoMore = 2 * known90k > 3 * recent90k && stepCount >= REMEMBERED_STEPS;
    return isSlowNoMore ? Math.max(recent90k, Math.min(known90k, LONE_STEP_MAX_90K)) : known90k;
  }

  private long recentSpacing90k() {
    long longest90k = 0;
    for (long step90k : steps90k) {
      longest90k = Math.max(longest90k, step90k);
    }
    return longest90k;
  }

  /** Returns 0 before the first step. */
  private long knownSpacing90k() {
    long longest90k = Math.max(spacing90k, previousSpacing90k);
    return longest90k == 0 ? lastStep90k : longest90k;
  }

  private long elapsed90k() {
    return time90k - start90k;
  }
}
