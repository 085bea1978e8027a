package dev.sluice.ingest.channel;

import dev.sluice.ingest.channel.TrackTimes.Track;
import dev.sluice.packager.Timeline;
import dev.sluice.packager.WallClockAnchor;

/**
 * Makes times that a packager can rely on out of those that a source sends.
 *
 * <p>What comes out rises strictly in each track (DTS), is never presented before it is decoded, and goes on without
 * end from one timeline to the next, and so do the dates, which have one anchor a publication. A break of the
 * source is one new timeline, whichever track shows it first: the other one follows when its own times jump, and what
 * it still sends of the old times is dropped. The distance of the tracks stays as the source sent it.
 *
 * <p>One a publication, used by its event loop. The caller brings the clocks.
 */
final class TimestampRepair {
  /** Back by no more is jitter, by more is a jump. */
  static final long JITTER_90K = 22_500;
  /** Tracks whose times are farther apart are not of one clock. */
  static final long SKEW_LIMIT_90K = 900_000;
  /** The first time of a channel's life: leaves room for a track that starts earlier by the skew limit. */
  static final long START_90K = 2 * SKEW_LIMIT_90K;

  // A picture that is shown later after its decoding than this has a wrong time.
  private static final long COMPOSITION_LIMIT_90K = 900_000;
  private static final long LATE_LIMIT_MS = 1_000;
  // Less than a packager waits for pictures before it goes on with sound alone.
  private static final long FOLLOW_LIMIT_NS = 600_000_000;
  private static final long STANDSTILL_LIMIT_NS = 1_000_000_000;
  // What the last unit of a publication takes up, as a rule: dates go on behind it.
  private static final long LAST_DURATION_90K = 4_500;

  private final long maxGap90k;
  private final ChannelCounters counters;
  private final TrackTimes video = new TrackTimes();
  private final TrackTimes audio = new TrackTimes();

  private long offset90k;
  private long generation;
  private long brokenNs;
  private long end90k;
  private Timeline timeline;
  private WallClockAnchor anchor; // null before the first unit
  private boolean hasStarted;
  private boolean hasStoodStill;

  // The result of the last call.
  private long pts90k;
  private long dts90k;

  /**
   * @param maxGap90k a jump forward by more is a break
   * @param previous the channel's last timeline, null if its life begins
   * @param previousEnd90k the last presentation time on it
   */
  TimestampRepair(
      long maxGap90k, Timeline previous, long previousEnd90k, ChannelCounters counters) {
    this.maxGap90k = maxGap90k;
    this.timeline = previous;
    this.end90k = previousEnd90k;
    this.counters = counters;
  }

  /** Takes the times of one unit; returns whether it goes on, with the times that the accessors return. */
  boolean repair(Track track, long sourcePts90k, long sourceDts90k, long nowNs, long nowEpochMs) {
    TrackTimes own = track == Track.VIDEO ? video : audio;
    TrackTimes other = track == Track.VIDEO ? audio : video;
    boolean isNewTimeline = !hasStarted;
    if (!hasStarted) {
      begin(sourceDts90k, nowEpochMs);
      own.generation = generation;
    } else if (!own.hasStarted()) {
      join(own, other, sourceDts90k);
    } else if (own.generation != generation) {
      if (!follow(own, other, sourceDts90k, nowNs)) {
        return false;
      }
    } else if (isBreak(own, other, sourceDts90k)) {
      breakAt(own, other, sourceDts90k, nowNs);
      isNewTimeline = true;
    } else {
      moveWhatStandsStill(own, sourceDts90k, nowNs);
    }
    emit(own, other, sourcePts90k, sourceDts90k, nowNs);
    if (isNewTimeline) {
      startTimeline(nowNs, nowEpochMs);
    } else {
      anchor.observe(pts90k, nowNs);
    }
    end90k = Math.max(end90k, pts90k);
    return true;
  }

  /**
   * Looks ahead: returns whether a video unit with these times will simply go on, with the times that the accessors
   * return until the next call.
   */
  boolean peekVideo(long sourcePts90k, long sourceDts90k) {
    long composition90k = sourcePts90k - sourceDts90k;
    long wanted90k = sourceDts90k + offset90k + video.alignment90k;
    long step90k = wanted90k - video.dts90k;
    if (!video.hasStarted()
        || video.generation != generation
        || step90k <= 0
        || step90k > gapLimit90k(video)
        || composition90k < 0
        || composition90k > COMPOSITION_LIMIT_90K) {
      return false;
    }
    dts90k = wanted90k;
    pts90k = wanted90k + composition90k;
    return true;
  }

  /** Returns the repaired presentation time. */
  long pts90k() {
    return pts90k;
  }

  /** Returns the repaired decoding time. */
  long dts90k() {
    return dts90k;
  }

  /** Returns the timeline of the repaired times, null if the channel never had one. */
  Timeline timeline() {
    return timeline;
  }

  /** Returns whether units were timed by their arrival, since their own times did not advance. */
  boolean hasStoodStill() {
    return hasStoodStill;
  }

  /** Returns the latest presentation time. */
  long end90k() {
    return end90k;
  }

  private void begin(long sourceDts90k, long nowEpochMs) {
    long start90k = START_90K;
    if (timeline != null) {
      long away90k = Math.max(0, nowEpochMs - timeline.epochMsAt(end90k)) * 90;
      start90k = end90k + Math.max(TrackTimes.FIRST_DURATION_90K, away90k);
    }
    offset90k = start90k - sourceDts90k;
    hasStarted = true;
  }

  private void join(TrackTimes own, TrackTimes other, long sourceDts90k) {
    own.generation = generation;
    if (Math.abs(sourceDts90k + offset90k - other.dts90k) > SKEW_LIMIT_90K) {
      realign(own, other, sourceDts90k);
    }
  }

  /** Decides for a track that has not shown the other one's jump whether this unit is before or after it. */
  private boolean follow(TrackTimes own, TrackTimes other, long sourceDts90k, long nowNs) {
    long distanceToOld90k = Math.abs(sourceDts90k - own.sourceDts90k);
    long distanceToNew90k = Math.abs(sourceDts90k - own.sourceDts90k - own.pendingJump90k);
    boolean isOld = distanceToOld90k < distanceToNew90k;
    if (isOld && nowNs - brokenNs < FOLLOW_LIMIT_NS) {
      own.sourceDts90k = sourceDts90k;
      counters.onRepair(RepairCase.LATE_UNIT);
      return false;
    }
    own.generation = generation;
    long skew90k = sourceDts90k + offset90k + own.alignment90k - other.dts90k;
    if (isOld || Math.abs(skew90k) > SKEW_LIMIT_90K) {
      realign(own, other, sourceDts90k);
    }
    return true;
  }

  private void realign(TrackTimes own, TrackTimes other, long sourceDts90k) {
    own.alignment90k = other.dts90k - sourceDts90k - offset90k;
    counters.onRepair(RepairCase.REALIGNED);
  }

  private boolean isBreak(TrackTimes own, TrackTimes other, long sourceDts90k) {
    long step90k = sourceDts90k + offset90k + own.alignment90k - own.dts90k;
    if (step90k < -JITTER_90K) {
      counters.onRepair(RepairCase.BACKWARD_JUMP);
      return true;
    }
    if (step90k <= gapLimit90k(own)) {
      return false;
    }
    // Where both have jumped, the other one has not moved; a capture that is opened again is
    // buffered otherwise.
    boolean isSilence = own.otherDts90k != TrackTimes.UNSET
        && Math.abs(other.dts90k - own.otherDts90k - step90k) <= Math.min(step90k / 2, maxGap90k);
    counters.onRepair(isSilence ? RepairCase.SILENCE : RepairCase.FORWARD_JUMP);
    return !isSilence;
  }

  private void breakAt(TrackTimes own, TrackTimes other, long sourceDts90k, long nowNs) {
    long jump90k = sourceDts90k - own.sourceDts90k - own.duration90k;
    long away90k = ticks90k(nowNs - own.arrivalNs);
    long next90k = own.dts90k + Math.max(own.duration90k, away90k);
    offset90k = next90k - sourceDts90k - own.alignment90k;
    generation++;
    own.generation = generation;
    own.pendingJump90k = 0;
    own.duration90k = isSlow(jump90k + own.duration90k, away90k) ? away90k : own.duration90k;
    other.pendingJump90k += jump90k;
    brokenNs = nowNs;
  }

  /** Returns the longest step that is no jump: a source of a picture a second is not punctual to the millisecond. */
  private long gapLimit90k(TrackTimes track) {
    return Math.max(maxGap90k, 2 * Math.min(track.duration90k, maxGap90k));
  }

  /** Returns whether a unit took as long to come as its times say: that may be how long units last. */
  private boolean isSlow(long step90k, long away90k) {
    return step90k > maxGap90k
        && step90k <= 2 * maxGap90k
        && Math.abs(step90k - away90k) <= maxGap90k / 4;
  }

  /** Moves a track to its arrival whose units have come for a while, but whose times do not advance. */
  private void moveWhatStandsStill(TrackTimes own, long sourceDts90k, long nowNs) {
    long wanted90k = sourceDts90k + offset90k + own.alignment90k;
    if (wanted90k > own.dts90k) {
      own.standingNs = TrackTimes.UNSET;
    } else if (own.standingNs == TrackTimes.UNSET) {
      own.standingNs = nowNs;
      own.standing90k = own.dts90k;
    } else if (nowNs - own.standingNs > STANDSTILL_LIMIT_NS) {
      long arrival90k = own.standing90k + ticks90k(nowNs - own.standingNs);
      own.alignment90k += Math.max(0, arrival90k - wanted90k);
      hasStoodStill = true;
      counters.onRepair(RepairCase.STANDSTILL);
    }
  }

  private void emit(
      TrackTimes own, TrackTimes other, long sourcePts90k, long sourceDts90k, long nowNs) {
    long composition90k = sourcePts90k - sourceDts90k;
    if (composition90k < 0 || composition90k > COMPOSITION_LIMIT_90K) {
      counters.onRepair(RepairCase.COMPOSITION);
      composition90k = 0;
    }
    long wanted90k = sourceDts90k + offset90k + own.alignment90k;
    dts90k = wanted90k;
    if (own.hasStarted()) {
      long step90k = wanted90k - own.dts90k;
      if (step90k <= 0) {
        counters.onRepair(
            sourceDts90k == own.sourceDts90k ? RepairCase.DUPLICATE : RepairCase.BACKWARD_JITTER);
        dts90k = own.dts90k + 1;
      } else if (step90k <= gapLimit90k(own)) {
        own.duration90k = step90k;
      }
    }
    pts90k = Math.max(dts90k, wanted90k + composition90k);
    own.pendingJump90k = 0;
    own.sourceDts90k = sourceDts90k;
    own.dts90k = dts90k;
    own.arrivalNs = nowNs;
    own.otherDts90k = other.dts90k;
  }

  /** Times that jump change nothing of when media happens: the dates go on, unless they are behind the clock by far. */
  private void startTimeline(long nowNs, long nowEpochMs) {
    if (anchor == null || nowEpochMs - anchor.epochMsAt(pts90k) >= LATE_LIMIT_MS) {
      long datedEpochMs = timeline == null ? 0 : timeline.epochMsAt(end90k + LAST_DURATION_90K);
      anchor = WallClockAnchor.begin(pts90k, nowNs, nowEpochMs, datedEpochMs);
    }
    timeline = new Timeline(timeline == null ? 0 : timeline.serial() + 1, anchor);
  }

  private static long ticks90k(long ns) {
    return ns * 9 / 100_000;
  }
}
