package dev.sluice.origin.live.dvr;

import dev.sluice.origin.live.SegmentEntry;
import java.util.Arrays;
import java.util.Optional;

/**
 * The segments that a recording holds at one moment: consecutive numbers, oldest first. Immutable; the next moment's shares
 * all but its last block.
 */
final class RecordedWindow {
  private final PlaylistTerms terms;
  private final SegmentBlock[] blocks; // all full but the last
  private final PlaylistSpan span;
  private final long discontinuitySequence;
  private final long length;

  private RecordedWindow(
      PlaylistTerms terms,
      SegmentBlock[] blocks,
      PlaylistSpan span,
      long discontinuitySequence,
      long length) {
    this.terms = terms;
    this.blocks = blocks;
    this.span = span;
    this.discontinuitySequence = discontinuitySequence;
    this.length = length;
  }

  /** Returns one without a segment. */
  static RecordedWindow empty(PlaylistTerms terms, long firstSequence, long discontinuitySequence) {
    return new RecordedWindow(
        terms,
        new SegmentBlock[] {SegmentBlock.empty(firstSequence)},
        new PlaylistSpan(firstSequence, firstSequence, /* isFinal= */ false),
        discontinuitySequence,
        /* length= */ 0);
  }

  PlaylistTerms terms() {
    return terms;
  }

  /** Returns what a playlist of all that is held lists. */
  PlaylistSpan span() {
    return span;
  }

  long firstSequence() {
    return span.firstSequence();
  }

  /** Returns the number that the next segment has. */
  long endSequence() {
    return span.endSequence();
  }

  int count() {
    return (int) (endSequence() - firstSequence());
  }

  /** Returns the bytes of all segments. */
  long length() {
    return length;
  }

  /** Returns whether nothing follows. */
  boolean isEnded() {
    return span.isFinal();
  }

  SegmentBlock[] blocks() {
    return blocks;
  }

  ListedEntry entry(long sequence) {
    return block(sequence).entry(index(sequence));
  }

  String name(long sequence) {
    return block(sequence).name(index(sequence));
  }

  /** Returns how many breaks were listed before a segment (EXT-X-DISCONTINUITY-SEQUENCE, RFC 8216 §4.3.3.3). */
  long discontinuitySequence(long sequence) {
    long breakCount = discontinuitySequence;
    for (long number = firstSequence(); number < sequence; number++) {
      breakCount += entry(number).isDiscontinuity() ? 1 : 0;
    }
    return breakCount;
  }

  /** Returns a window with one segment more, the one after the last. */
  RecordedWindow with(
      PlaylistTerms nextTerms,
      SegmentEntry entry,
      boolean isDiscontinuity,
      String map,
      long bytes) {
    Optional<ListedEntry> former =
        count() == 0 ? Optional.empty() : Optional.of(entry(endSequence() - 1));
    boolean hasMap =
        !map.isEmpty() && former.map(ListedEntry::map).filter(map::equals).isEmpty();
    String name = entry.key().substring(entry.key().lastIndexOf('/') + 1);
    byte[] lines = RecordingText.segment(entry, isDiscontinuity, map, hasMap, name);
    SegmentBlock last = blocks[blocks.length - 1];
    SegmentBlock[] next = Arrays.copyOf(blocks, blocks.length + (last.isFull() ? 1 : 0));
    SegmentBlock open = last.isFull() ? SegmentBlock.empty(endSequence()) : last;
    // The names are few: every segment shares that of the one before.
    String shared = hasMap || map.isEmpty() ? map : former.orElseThrow().map();
    ListedEntry listed = new ListedEntry(
        open.textLength() + lines.length,
        name.length(),
        entry.programDateTimeEpochMs(),
        entry.duration90k(),
        bytes,
        isDiscontinuity,
        entry.isGap(),
        shared,
        hasMap);
    next[next.length - 1] = open.with(listed, lines);
    PlaylistSpan longer =
        new PlaylistSpan(firstSequence(), endSequence() + 1, /* isFinal= */ false);
    return new RecordedWindow(nextTerms, next, longer, discontinuitySequence, length + bytes);
  }

  /** Returns a window in which a segment is a gap. */
  RecordedWindow withGap(long sequence) {
    SegmentBlock[] changed = blocks.clone();
    int block = (int) ((sequence - blocks[0].firstSequence()) / SegmentBlock.MAX_COUNT);
    changed[block] = changed[block].withGap(index(sequence));
    return new RecordedWindow(
        terms, changed, span, discontinuitySequence, length - entry(sequence).length());
  }

  /** Returns a window that begins no earlier than with a segment. */
  RecordedWindow from(long sequence) {
    if (sequence <= firstSequence()) {
      return this;
    }
    long left = length;
    for (long number = firstSequence(); number < sequence; number++) {
      left -= entry(number).length();
    }
    int goneCount = Math.min(
        (int) ((sequence - blocks[0].firstSequence()) / SegmentBlock.MAX_COUNT), blocks.length - 1);
    return new RecordedWindow(
        terms,
        Arrays.copyOfRange(blocks, goneCount, blocks.length),
        new PlaylistSpan(sequence, endSequence(), isEnded()),
        discontinuitySequence(sequence),
        left);
  }

  /** Returns a window that ends before a segment other than its first, and that nothing is added to. */
  RecordedWindow until(long sequence) {
    long left = length;
    for (long number = sequence; number < endSequence(); number++) {
      left -= entry(number).length();
    }
    int keptCount = (int) ((sequence - 1 - blocks[0].firstSequence()) / SegmentBlock.MAX_COUNT) + 1;
    return new RecordedWindow(
        terms,
        Arrays.copyOf(blocks, keptCount),
        new PlaylistSpan(firstSequence(), sequence, /* isFinal= */ true),
        discontinuitySequence,
        left);
  }

  /** Returns the number of the first segment that ends after a time, or that of the next one. */
  long sequenceAt(long epochMs) {
    long low = firstSequence();
    long high = endSequence();
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (entry(middle).endEpochMs() > epochMs) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Returns the number of the first segment that begins at a time or later, or that of the next one. */
  long sequenceFrom(long epochMs) {
    long sequence = sequenceAt(epochMs);
    return sequence < endSequence() && entry(sequence).epochMs() < epochMs
        ? sequence + 1
        : sequence;
  }

  private SegmentBlock block(long sequence) {
    return blocks[(int) ((sequence - blocks[0].firstSequence()) / SegmentBlock.MAX_COUNT)];
  }

  private int index(long sequence) {
    return (int) ((sequence - blocks[0].firstSequence()) % SegmentBlock.MAX_COUNT);
  }
}
