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

  /** Returns where the segment of a number is, or would be. */
  String key(long mediaSequence) {
    return keys.apply(mediaSequence);
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

  /** Lists a segment that the store has whole, after {@link #bridgeTo} it. */
  void append(SegmentEntry entry) {
    if (window == null) {
      WindowSpec spec = new WindowSpec(
          context.playlistSegments(), plan.targetDurationSeconds(), EXTRA_TTL_MS + recordedMs);
      window = new RenditionWindow(
          context.namespace(),
          spec,
          entry.mediaSequence(),
          breaksBefore(entry.mediaSequence(), entry.isDiscontinuity()));
    }
    snapshot = window.append(entry);
  }

  /**
   * Lists what the other renditions have and this one missed; starts over if that is too much.
   *
   * @return whether the segment then begins with a discontinuity of its own
   */
  boolean bridgeTo(SegmentStart start) {
    if (window == null || window.nextMediaSequence() == start.mediaSequence()) {
      return start.isDiscontinuity();
    }
    long missingFrom = window.nextMediaSequence();
    if (!plan.isRemembered(missingFrom - 1)
        || start.mediaSequence() - missingFrom >= context.playlistSegments()) {
      window.startOver(
          start.mediaSequence(), breaksBefore(start.mediaSequence(), start.isDiscontinuity()));
      snapshot = window.snapshot();
      return start.isDiscontinuity();
    }
    appendGaps(missingFrom, start);
    long breakCount = plan.breakCount(start.mediaSequence());
    boolean isBreakListed = breakCount != plan.breakCount(missingFrom - 1)
        && breakCount == plan.breakCount(start.mediaSequence() - 1);
    return start.isDiscontinuity() && !isBreakListed;
  }

  private void appendGaps(long missingFrom, SegmentStart start) {
    long aheadMs = 0;
    for (long number = missingFrom; number < start.mediaSequence(); number++) {
      aheadMs += plan.duration90k(number) / TICKS_PER_MS;
    }
    for (long number = missingFrom; number < start.mediaSequence(); number++) {
      snapshot = window.append(new SegmentEntry(
          number,
          keys.apply(number),
          plan.duration90k(number),
          start.epochMs() - aheadMs,
          plan.breakCount(number) != plan.breakCount(number - 1),
          /* isGap= */ true));
      aheadMs -= plan.duration90k(number) / TICKS_PER_MS;
    }
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

  /** The breaks that the other renditions have listed, but for the one that the entry itself shows. */
  private long breaksBefore(long mediaSequence, boolean isDiscontinuity) {
    return plan.breakCount(mediaSequence) - (isDiscontinuity ? 1 : 0);
  }
}
