package dev.sluice.origin.live.dvr;

import dev.sluice.origin.live.SegmentEntry;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The media playlist of one rendition in a recording.
 *
 * <p>The packager's thread adds to it and the house thread takes away, one at a time: each for microseconds, once a segment or
 * a quarter of a second. Readers look at the latest window and take no lock.
 */
public final class RecordedPlaylist implements RecordedText {
  private static final int TICKS_PER_MS = 90;
  private static final long TICKS_PER_SECOND = 90_000;
  private static final int SHORT_TARGET_SECONDS = 2;
  private static final int MAX_CUT_AGE_SECONDS = 3600;

  /** More than this is not bridged: the list begins anew. */
  private static final int MAX_GAP_COUNT = 10_000;

  private final Recording recording;
  private final String uri;

  // Under the lock; readers without.
  private volatile RecordedWindow window;
  private volatile Edition whole;

  // Under the lock.
  private long lastBreakCount;
  private long checkedSequence;

  // House thread: what comes before outlives the process, or has its turn.
  private long preservedSequence;

  RecordedPlaylist(Recording recording, String uri) {
    this.recording = recording;
    this.uri = uri;
  }

  /** Makes the playlist of a clip, which is complete. */
  RecordedPlaylist(Recording recording, String uri, RecordedWindow window) {
    this(recording, uri);
    this.window = window;
  }

  /**
   * Adds a segment, and gaps for the numbers that are missing before it.
   *
   * @param terms of this life of the channel
   */
  public void append(RecordedSegment segment, PlaylistTerms terms) {
    synchronized (this) {
      boolean isBroken = window != null && recording.continuation().isBreak(lastBreakCount);
      add(recording.continuation().place(segment, isBroken), terms);
    }
    SegmentEntry entry = segment.entry();
    recording.onListed(this, entry.programDateTimeEpochMs() + entry.duration90k() / TICKS_PER_MS);
  }

  /** Adds a segment under the number that it has in this list; it is found when its recording is. */
  synchronized void add(RecordedSegment segment, PlaylistTerms terms) {
    PlaylistTerms joined = window == null ? terms : terms.after(window.terms());
    if (window == null || mustStartOver(segment)) {
      startOver(segment, joined);
    }
    appendGaps(segment, joined);
    SegmentEntry entry = segment.entry();
    window = window.with(joined, entry, entry.isDiscontinuity(), segment.map(), segment.length());
    lastBreakCount = segment.breakCount();
  }

  @Override
  public Optional<PlaylistBody> body(RecordingQuery query) {
    RecordedWindow held = window;
    PlaylistSpan span = held == null || held.count() == 0 ? null : span(held, query);
    if (span == null || span.firstSequence() >= span.endSequence()) {
      return Optional.empty();
    }
    int skippedCount = query.isDelta() && !span.isFinal() ? skippableCount(held, span) : 0;
    boolean isWhole = skippedCount == 0 && span.equals(held.span());
    if (!isWhole) {
      return Optional.of(PlaylistBody.of(held, span, skippedCount, maxAgeSeconds(held, span)));
    }
    Edition latest = whole;
    if (latest == null || latest.window() != held) {
      latest = new Edition(held, PlaylistBody.of(held, span, 0, maxAgeSeconds(held, span)));
      whole = latest;
    }
    return Optional.of(latest.body());
  }

  String uri() {
    return uri;
  }

  boolean isListed() {
    return window != null && window.count() > 0;
  }

  int count() {
    return isListed() ? window.count() : 0;
  }

  long length() {
    return isListed() ? window.length() : 0;
  }

  RecordedWindow window() {
    return window;
  }

  /** Returns the discontinuities until the last segment. */
  synchronized long breakCount() {
    return lastBreakCount;
  }

  /** Says that nothing follows. */
  synchronized void end() {
    if (isListed() && !window.isEnded()) {
      window = window.until(window.endSequence());
      checkedSequence = 0; // from here on all have to be kept: those first that would go first
    }
  }

  /**
   * Lists no more what is older than a time or not held any more; looks at the oldest segments and then at some others, so
   * that all get their turn.
   *
   * <p>A segment that is lost while older ones are held becomes a gap (EXT-X-GAP, rfc8216bis §4.4.4.7): only the oldest may
   * leave a list (§6.2.2), and that would be all that is before it. Where memory is all there is, that is so.
   *
   * @param keeper tells whether a segment is held
   */
  synchronized void sweep(long oldestEpochMs, int checkCount, Keeper keeper) {
    if (!isListed()) {
      return;
    }
    long first = window.isEnded() ? window.firstSequence() : window.sequenceAt(oldestEpochMs);
    while (first < window.endSequence() && !isHeld(first, keeper)) {
      first++;
    }
    RecordedWindow swept = window.from(first);
    long next = Math.max(first + 1, checkedSequence);
    for (int i = 0; i < checkCount && next < swept.endSequence(); i++, next++) {
      if (!isHeld(next, keeper)) {
        swept = keeper.isLasting() ? swept.withGap(next) : swept.from(next + 1);
      }
    }
    checkedSequence = next < swept.endSequence() ? next : 0;
    window = swept;
  }

  /** Has segments that are new outlive the process; returns whether none is left that has to wait. Called by the house thread. */
  boolean preserve(Keeper keeper) {
    RecordedWindow held = window;
    if (held == null) {
      return true;
    }
    long next = Math.max(held.firstSequence(), Math.min(preservedSequence, held.endSequence()));
    while (next < held.endSequence() && isPreserved(held, next, keeper)) {
      next++;
    }
    preservedSequence = next;
    return next == held.endSequence();
  }

  private static boolean isPreserved(RecordedWindow held, long sequence, Keeper keeper) {
    ListedEntry entry = held.entry(sequence);
    return entry.isGap() || keeper.preserve(held.name(sequence), entry.map());
  }

  private boolean isHeld(long sequence, Keeper keeper) {
    ListedEntry entry = window.entry(sequence);
    return entry.isGap()
        ? sequence > window.firstSequence()
        : keeper.keep(window.name(sequence), entry.map());
  }

  /** What needs no init segment cannot follow what does: no tag takes EXT-X-MAP back. */
  private boolean mustStartOver(RecordedSegment segment) {
    long missing = segment.entry().mediaSequence() - window.endSequence();
    boolean isOtherKind = window.count() > 0
        && segment.map().isEmpty() != window.entry(window.firstSequence()).map().isEmpty();
    return missing < 0 || missing > MAX_GAP_COUNT || isOtherKind;
  }

  private void startOver(RecordedSegment segment, PlaylistTerms terms) {
    window = RecordedWindow.empty(
        terms,
        segment.entry().mediaSequence(),
        segment.breakCount() - (segment.entry().isDiscontinuity() ? 1 : 0));
    lastBreakCount = segment.breakCount();
    checkedSequence = 0;
  }

  /** The time that is missing is shared out evenly; breaks that no listed segment shows are put before the last of it. */
  private void appendGaps(RecordedSegment segment, PlaylistTerms terms) {
    SegmentEntry entry = segment.entry();
    long count = entry.mediaSequence() - window.endSequence();
    if (count == 0) {
      return;
    }
    ListedEntry last = window.count() == 0 ? null : window.entry(window.endSequence() - 1);
    long breaksLeft = segment.breakCount() - lastBreakCount - (entry.isDiscontinuity() ? 1 : 0);
    long start = last == null ? entry.programDateTimeEpochMs() : last.endEpochMs();
    long missing90k = (entry.programDateTimeEpochMs() - start) * TICKS_PER_MS;
    long gap90k = Math.max(
        TICKS_PER_MS,
        Math.min(missing90k / count, terms.targetDurationSeconds() * TICKS_PER_SECOND));
    String map = last == null ? segment.map() : last.map();
    for (long left = count; left > 0; left--) {
      long number = window.endSequence();
      SegmentEntry gap = new SegmentEntry(
          number,
          recording.gapKey(uri, number),
          gap90k,
          start + (count - left) * gap90k / TICKS_PER_MS,
          left <= breaksLeft,
          /* isGap= */ true);
      window = window.with(terms, gap, gap.isDiscontinuity(), map, /* bytes= */ 0);
    }
  }

  /** Returns which segments of a window a request wants. */
  static PlaylistSpan span(RecordedWindow held, RecordingQuery query) {
    if (!query.isCut()) {
      return held.span();
    }
    long first = held.sequenceAt(query.startEpochMs());
    if (!query.hasEnd()) {
      return new PlaylistSpan(first, held.endSequence(), held.isEnded());
    }
    long end = Math.max(first, held.sequenceFrom(query.endEpochMs()));
    boolean isPast = held.entry(held.endSequence() - 1).endEpochMs() >= query.endEpochMs();
    return new PlaylistSpan(first, end, isPast || held.isEnded());
  }

  /** Whole segments that are farther from the end than the Skip Boundary (rfc8216bis §6.2.5.1). */
  private static int skippableCount(RecordedWindow held, PlaylistSpan span) {
    long left90k = held.terms().skipUntilSeconds() * TICKS_PER_SECOND;
    long first = span.endSequence();
    while (first > span.firstSequence() && left90k > 0) {
      first--;
      left90k -= held.entry(first).duration90k();
    }
    return (int) (first - span.firstSequence());
  }

  private int maxAgeSeconds(RecordedWindow held, PlaylistSpan span) {
    int target = held.terms().targetDurationSeconds();
    if (span.isFinal() && !span.equals(held.span())) {
      long leftMs = recording.expiryEpochMs(held.entry(span.firstSequence()).endEpochMs())
          - recording.nowEpochMs();
      return (int)
          Math.max(1, Math.min(MAX_CUT_AGE_SECONDS, TimeUnit.MILLISECONDS.toSeconds(leftMs)));
    }
    return target < SHORT_TARGET_SECONDS ? 0 : target / 2;
  }

  /** Keeps segments from going. */
  interface Keeper {
    /**
     * Returns whether a segment is held, for as long as it has to be from now on. If the disk has refused its copy, that is
     * asked for again.
     *
     * @param map init segment that it needs, or empty
     */
    boolean keep(String name, String map);

    /**
     * Has a segment outlive the process; returns whether there is nothing left to ask for.
     *
     * @param map init segment that it needs, or empty
     */
    boolean preserve(String name, String map);

    /** Returns whether a segment that is lost says nothing of the older ones; if not, these go any moment, too. */
    boolean isLasting();
  }

  /** What was rendered of a window. */
  private record Edition(RecordedWindow window, PlaylistBody body) {}
}
