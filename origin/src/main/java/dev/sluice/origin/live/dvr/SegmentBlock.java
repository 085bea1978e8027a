package dev.sluice.origin.live.dvr;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Consecutive segments with their text, rendered once. Immutable, so that any number of versions of a playlist share it.
 *
 * <p>A block that is full has its text compressed as well: a deflate stream (RFC 1951) that depends on nothing before it and
 * ends at a byte, so that such streams in a row are one.
 */
final class SegmentBlock {
  /** Most segments of a block. */
  static final int MAX_COUNT = 128;

  private static final int DEFLATE_ROOM = 64;

  private final long firstSequence;
  private final ListedEntry[] entries;
  private final byte[] text;
  private final byte[] deflated;

  private SegmentBlock(long firstSequence, ListedEntry[] entries, byte[] text) {
    this.firstSequence = firstSequence;
    this.entries = entries;
    this.text = text;
    deflated = entries.length < MAX_COUNT ? new byte[0] : deflate(text, 0, text.length);
  }

  /** Returns a block without a segment. */
  static SegmentBlock empty(long firstSequence) {
    return new SegmentBlock(firstSequence, new ListedEntry[0], new byte[0]);
  }

  /** Returns a block with one segment more; its entry ends where the text does then. */
  SegmentBlock with(ListedEntry entry, byte[] lines) {
    ListedEntry[] longer = Arrays.copyOf(entries, entries.length + 1);
    longer[entries.length] = entry;
    byte[] longerText = Arrays.copyOf(text, text.length + lines.length);
    System.arraycopy(lines, 0, longerText, text.length, lines.length);
    return new SegmentBlock(firstSequence, longer, longerText);
  }

  /** Returns a block in which a segment is a gap. */
  SegmentBlock withGap(int index) {
    ListedEntry lost = entries[index];
    int nameStart = lost.textEnd() - 1 - lost.nameLength();
    byte[] longer = new byte[text.length + RecordingText.GAP.length];
    System.arraycopy(text, 0, longer, 0, nameStart);
    System.arraycopy(RecordingText.GAP, 0, longer, nameStart, RecordingText.GAP.length);
    System.arraycopy(
        text, nameStart, longer, nameStart + RecordingText.GAP.length, text.length - nameStart);
    ListedEntry[] moved = entries.clone();
    moved[index] = lost.asGap();
    for (int i = index; i < moved.length; i++) {
      moved[i] = moved[i].moved(RecordingText.GAP.length);
    }
    return new SegmentBlock(firstSequence, moved, longer);
  }

  long firstSequence() {
    return firstSequence;
  }

  int count() {
    return entries.length;
  }

  boolean isFull() {
    return entries.length == MAX_COUNT;
  }

  int textLength() {
    return text.length;
  }

  ListedEntry entry(int index) {
    return entries[index];
  }

  /** Returns the name of a segment beside the playlist. */
  String name(int index) {
    ListedEntry entry = entries[index];
    return new String(text, entry.textEnd() - 1 - entry.nameLength(), entry.nameLength(), UTF_8);
  }

  /** Returns the text of some of the segments. */
  ByteBuffer text(int from, int to) {
    int start = from == 0 ? 0 : entries[from - 1].textEnd();
    int end = to == 0 ? 0 : entries[to - 1].textEnd();
    return ByteBuffer.wrap(text, start, end - start);
  }

  /** Returns the same compressed, which is made anew unless it is the whole of a full block. */
  ByteBuffer deflated(int from, int to) {
    if (from == 0 && to == MAX_COUNT) {
      return ByteBuffer.wrap(deflated);
    }
    ByteBuffer some = text(from, to);
    return ByteBuffer.wrap(deflate(text, some.position(), some.remaining()));
  }

  /** Compresses bytes on their own and up to a byte. */
  static byte[] deflate(byte[] bytes, int offset, int length) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, /* nowrap= */ true);
    try {
      deflater.setInput(bytes, offset, length);
      byte[] target = new byte[length + DEFLATE_ROOM];
      int end = deflater.deflate(target, 0, target.length, Deflater.SYNC_FLUSH);
      return Arrays.copyOf(target, end);
    } finally {
      deflater.end();
    }
  }
}
