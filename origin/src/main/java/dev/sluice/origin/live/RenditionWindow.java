package dev.sluice.origin.live;

import dev.sluice.origin.store.Namespace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The segments that a rendition lists, and what becomes of those that it lists no more.
 *
 * <p>A segment leaves the window only if the number of segments that stay and the three target durations that a playlist
 * must keep allow it (RFC 8216 §6.2.2). Its object is pinned in the store until then; after that it stays for its own
 * duration and that of the longest playlist that listed it (§6.2.2 again), and the extra time of the {@link WindowSpec}.
 *
 * <p>Used only by the {@code pk-} thread that owns the rendition; snapshots are values that any thread may read.
 */
public final class RenditionWindow {
  private static final int TARGET_DURATIONS_KEPT = 3; // RFC 8216 §6.2.2
  private static final int TICKS_PER_SECOND = 90_000;
  private static final int TICKS_PER_MS = 90;

  private final Namespace namespace;
  private final WindowSpec spec;
  private final long minDuration90k;

  // The rendition's thread.
  private final ArrayDeque<ListedSegment> listed = new ArrayDeque<>();
  private long duration90k;
  private long nextMediaSequence;
  private long discontinuitySequence;

  /**
   * Makes an empty window.
   *
   * @param namespace where the segments are
   * @param firstMediaSequence number of the first segment to come
   * @param breaksBefore discontinuities that the other renditions of the channel had before it
   */
  public RenditionWindow(
      Namespace namespace, WindowSpec spec, long firstMediaSequence, long breaksBefore) {
    this.namespace = namespace;
    this.spec = spec;
    minDuration90k = (long) TARGET_DURATIONS_KEPT * spec.targetDurationSeconds() * TICKS_PER_SECOND;
    nextMediaSequence = firstMediaSequence;
    discontinuitySequence = breaksBefore;
  }

  /**
   * Lists a segment that the store has whole, and drops those that need not be listed any more.
   *
   * @return what the playlist lists now
   * @throws IllegalArgumentException if its number is not the one after the last
   */
  public WindowSnapshot append(SegmentEntry entry) {
    if (entry.mediaSequence() != nextMediaSequence) {
      throw new IllegalArgumentException(
          "mediaSequence: " + entry.mediaSequence() + " (expected: " + nextMediaSequence + ")");
    }
    nextMediaSequence++;
    listed.addLast(new ListedSegment(entry));
    duration90k += entry.duration90k();
    while (canDropOldest()) {
      dropOldest();
    }
    for (ListedSegment segment : listed) {
      segment.longestPlaylist90k = Math.max(segment.longestPlaylist90k, duration90k);
    }
    return snapshot();
  }

  /** Returns the number that the next segment must have. */
  public long nextMediaSequence() {
    return nextMediaSequence;
  }

  /**
   * Lists nothing of what came before: the next segment is so far ahead that nobody can have followed.
   *
   * @param firstMediaSequence number of the next segment, after all before
   * @param breaksBefore EXT-X-DISCONTINUITY-SEQUENCE of a playlist that begins with it
   */
  public void startOver(long firstMediaSequence, long breaksBefore) {
    end(/* listedMs= */ 0);
    listed.clear();
    duration90k = 0;
    nextMediaSequence = firstMediaSequence;
    discontinuitySequence = breaksBefore;
  }

  /** Returns what the playlist lists now. */
  public WindowSnapshot snapshot() {
    List<SegmentEntry> segments = new ArrayList<>(listed.size());
    for (ListedSegment segment : listed) {
      segments.add(segment.entry);
    }
    return new WindowSnapshot(nextMediaSequence - listed.size(), discontinuitySequence, segments);
  }

  /**
   * Gives every listed segment its last lifetime, when the rendition has ended; nothing is appended after that.
   *
   * @param listedMs how long the playlist will go on to list them, in milliseconds
   */
  public void end(long listedMs) {
    for (ListedSegment segment : listed) {
      expire(segment, listedMs);
    }
  }

  private boolean canDropOldest() {
    return listed.size() > spec.minSegmentCount()
        && duration90k - listed.getFirst().entry.duration90k() >= minDuration90k;
  }

  private void dropOldest() {
    ListedSegment oldest = listed.removeFirst();
    duration90k -= oldest.entry.duration90k();
    if (oldest.entry.isDiscontinuity()) {
      discontinuitySequence++;
    }
    expire(oldest, /* listedMs= */ 0);
  }

  private void expire(ListedSegment segment, long listedMs) {
    long owedMs = ceilMs(segment.entry.duration90k() + segment.longestPlaylist90k);
    namespace.expireAfter(segment.entry.key(), listedMs + owedMs + spec.extraTtlMs());
  }

  private static long ceilMs(long duration90k) {
    return (duration90k + TICKS_PER_MS - 1) / TICKS_PER_MS;
  }

  /** A segment and the longest playlist that has listed it so far. */
  private static final class ListedSegment {
    private final SegmentEntry entry;
    private long longestPlaylist90k;

    ListedSegment(SegmentEntry entry) {
      this.entry = entry;
    }
  }
}
