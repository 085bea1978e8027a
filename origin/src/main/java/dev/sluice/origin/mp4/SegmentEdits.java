package dev.sluice.origin.mp4;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be written over the bytes of a segment so that it is of a track in a file of several. Its length stays as it is.
 *
 * <p>Immutable.
 */
public final class SegmentEdits {
  /** Most fragments of a segment that keep numbers of their own. */
  public static final int MAX_FRAGMENT_COUNT = 1 << 10;

  private final List<Edit> edits = new ArrayList<>();

  private SegmentEdits() {}

  /**
   * Returns what a segment needs.
   *
   * @param place of its track
   * @param firstNumber of its first fragment in the file, which grows with the offset in the file
   * @throws MalformedBoxException if it is no segment of a track file, or begins before its track
   */
  public static SegmentEdits of(SegmentBytes segment, TrackPlace place, int firstNumber) {
    SegmentEdits edits = new SegmentEdits();
    int number = firstNumber;
    for (FragmentScan scan = new FragmentScan(segment); scan.next(); ) {
      if (scan.type() == BoxType.PRFT) {
        edits.putInt(scan.offset() + Boxes.FULL_HEADER_LENGTH, place.trackId());
      } else if (scan.type() == BoxType.MOOF) {
        edits.putFragment(scan, place, number);
        number++;
      }
    }
    return edits;
  }

  /**
   * Writes over what of a piece is to be changed.
   *
   * @param offset of the piece in the segment
   */
  public void apply(long offset, ByteBuffer piece) {
    long end = offset + piece.remaining();
    for (Edit edit : edits) {
      long from = Math.max(offset, edit.offset());
      long to = Math.min(end, edit.offset() + edit.bytes().length);
      for (long at = from; at < to; at++) {
        piece.put(piece.position() + (int) (at - offset), edit.bytes()[(int) (at - edit.offset())]);
      }
    }
  }

  private void putFragment(FragmentScan scan, TrackPlace place, int number) {
    ByteBuffer box = scan.box();
    ByteBuffer children = Boxes.content(box);
    ByteBuffer traf = Boxes.require(children, BoxType.TRAF);
    ByteBuffer tfhd = Boxes.require(Boxes.content(traf), BoxType.TFHD);
    ByteBuffer tfdt = Boxes.require(Boxes.content(traf), BoxType.TFDT);
    putInt(scan.offset() + contentOffset(box, Boxes.require(children, BoxType.MFHD)), number);
    putInt(scan.offset() + contentOffset(box, tfhd), place.trackId());
    long timeOffset = scan.offset() + contentOffset(box, tfdt);
    if (Boxes.version(tfdt) == 1) {
      long time = tfdt.getLong(Boxes.FULL_HEADER_LENGTH) - place.baseTime();
      put(timeOffset, ByteBuffer.allocate(Long.BYTES).putLong(checked(time)));
    } else {
      long time = Integer.toUnsignedLong(tfdt.getInt(Boxes.FULL_HEADER_LENGTH)) - place.baseTime();
      putInt(timeOffset, (int) checked(time));
    }
  }

  private static long checked(long time) {
    if (time < 0) {
      throw new MalformedBoxException("decode time: " + time + " (expected: >= 0)");
    }
    return time;
  }

  /** Returns how far behind the start of an outer box the fields of a full box in it are. */
  private static int contentOffset(ByteBuffer outer, ByteBuffer inner) {
    return inner.arrayOffset() - outer.arrayOffset() + Boxes.FULL_HEADER_LENGTH;
  }

  private void putInt(long offset, int value) {
    put(offset, ByteBuffer.allocate(Integer.BYTES).putInt(value));
  }

  private void put(long offset, ByteBuffer bytes) {
    edits.add(new Edit(offset, bytes.array()));
  }

  private record Edit(long offset, byte[] bytes) {}
}
