package dev.sluice.packager;

import dev.sluice.origin.live.RenditionWindow;
import dev.sluice.origin.live.SegmentEntry;
import dev.sluice.origin.live.WindowSnapshot;
import dev.sluice.origin.live.WindowSpec;
import dev.sluice.packager.segment.SegmentPlan;
import java.util.function.LongFunction;

/**
 * The segments that one media playlist lists, under numbers that mean the same media in every rendition of the channel
 * (rfc8216bis §6.2.4).
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
final class ListedSegments {
  /** What a cache may need beyond what RFC 8216 §6.2.2 grants a segment that has left the list. */
  static final long EXTRA_TTL_MS = 10_000;

  private static final int TICKS_PER_MS = 90;

  private final PackagerContext context;
  private final SegmentPlan plan;
  private final long recordedMs;
  private final LongFunction<String> keys;

  private RenditionWindow window; // null until the first segment is closed
  private WindowSnapshot snapshot;
  private long breakCount; // until the last segment that is listed

  /**
   * Lists nothing yet.
   *
   * @param recordedMs for how long a recording lists segments that this list has no more, 0 if none does
   * @param keys says where the segment of a number is, or would be
   */
  ListedSegments(
      PackagerContext context, SegmentPlan plan, long recordedMs, LongFunction<String> keys) {
    this.context = context;
    this.plan = plan;
    this.recordedMs = recordedMs;
    this.keys = keys;
  }

  /** Returns whether there is a segment to play. */
  boolean isListed() {
    return window != null;
  }

  /** Returns what is listed. */
  WindowSnapshot snapshot() {
    return snapshot;
  }

  /** Returns how many segments are listed. */
  int segmentCount() {
    return isListed() ? snapshot.segments().size() : 0;
  }

  /** Returns how many breaks there were until the last segment: EXT-X-DISCONTINUITY-SEQUENCE and those that are listed. */
  long breakCount() {
    return breakCount;
  }

  /** Lists a segment that the store has whole, after {@link #bridgeTo} it, and returns how. */
  SegmentEntry append(SegmentStart start, long duration90k, boolean isDiscontinuity) {
    SegmentEntry entry = new SegmentEntry(
        start.mediaSequence(),
        keys.apply(start.mediaSequence()),
        duration90k,
        start.epochMs(),
        isDiscontinuity);
    if (window == null) {
      WindowSpec spec = new WindowSpec(
          context.playlistSegments(), plan.targetDurationSeconds(), EXTRA_TTL_MS + recordedMs);
      window = new RenditionWindow(context.namespace(), spec, entry.mediaSequence(), breakCount);
    }
    list(entry);
    return entry;
  }

  /**
   * Lists what the other renditions have and this one missed; starts over if that is too much.
   *
   * <p>Players tell by the number of breaks which segments of two renditions go together (rfc8216bis §4.4.3.3). So the lists
   * have as many in the end: what one has more, the others make up for, each with its next segment.
   *
   * @return whether the segment is to be listed with a discontinuity
   */
  boolean bridgeTo(SegmentStart start) {
    long mediaSequence = start.mediaSequence();
    if (isOutOfReach(mediaSequence)) {
      startOver(start);
    }
    long formerBreakCount = breakCount;
    appendGaps(start);
    boolean isShown = breakCount > formerBreakCount || isBreakDue(mediaSequence);
    if (start.isDiscontinuity() && !isShown) {
      plan.onBreak(mediaSequence);
    }
    return isBreakDue(mediaSequence);
  }

  private boolean isOutOfReach(long mediaSequence) {
    if (segmentCount() == 0) {
      return true;
    }
    long missingFrom = window.nextMediaSequence();
    return mediaSequence - missingFrom >= context.playlistSegments()
        || (mediaSequence > missingFrom && !plan.isRemembered(missingFrom));
  }

  /** Begins with the breaks that the other renditions have listed, but for the one that the segment itself shows. */
  private void startOver(SegmentStart start) {
    long ownCount = start.isDiscontinuity() ? 1 : 0;
    breakCount = Math.max(0, plan.breakCount(start.mediaSequence()) - ownCount);
    if (isListed()) {
      window.startOver(start.mediaSequence(), breakCount);
      snapshot = window.snapshot();
    }
  }

  /** Gaps before a break go on from what is listed; those behind it lead to the segment. */
  private void appendGaps(SegmentStart start) {
    if (!isListed()) {
      return;
    }
    long missingFrom = window.nextMediaSequence();
    long leadingMs = start.epochMs();
    for (long number = missingFrom; number < start.mediaSequence(); number++) {
      leadingMs -= plan.duration90k(number) / TICKS_PER_MS;
    }
    boolean isBroken = false;
    for (long number = missingFrom; number < start.mediaSequence(); number++) {
      long duration90k = plan.duration90k(number);
      isBroken |= isBreakDue(number);
      list(new SegmentEntry(
          number,
          keys.apply(number),
          duration90k,
          isBroken ? leadingMs : endEpochMs(),
          isBreakDue(number),
          /* isGap= */ true));
      leadingMs += duration90k / TICKS_PER_MS;
    }
  }

  private long endEpochMs() {
    SegmentEntry last = snapshot.segments().get(segmentCount() - 1);
    return last.programDateTimeEpochMs() + last.duration90k() / TICKS_PER_MS;
  }

  private void list(SegmentEntry entry) {
    snapshot = window.append(entry);
    breakCount += entry.isDiscontinuity() ? 1 : 0;
  }

  private boolean isBreakDue(long mediaSequence) {
    return plan.breakCount(mediaSequence) > breakCount;
  }

  /** Returns how long what is listed lasts, in milliseconds. */
  long durationMs() {
    long duration90k = 0;
    for (SegmentEntry entry : snapshot.segments()) {
      duration90k += entry.duration90k();
    }
    return duration90k / TICKS_PER_MS;
  }

  /** Lets the segments go when nobody can need them any more. */
  void close() {
    if (isListed()) {
      window.end(/* listedMs= */ 0);
    }
  }
}
