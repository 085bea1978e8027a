package dev.sluice.origin.mp4;

import java.nio.ByteBuffer;

/** Goes through the boxes of a segment, the media left out. */
final class FragmentScan {
  /** No fragment header is as long: that would be a hundred thousand samples. */
  private static final int MAX_BOX_LENGTH = 1 << 21;

  private final SegmentBytes segment;
  private final ByteBuffer header = ByteBuffer.allocate(Boxes.HEADER_LENGTH);

  private long offset;
  private long length;

  FragmentScan(SegmentBytes segment) {
    this.segment = segment;
  }

  /** Goes to the next box; returns whether there is one. */
  boolean next() {
    offset += length;
    if (offset == segment.length()) {
      return false;
    }
    if (segment.length() - offset < Boxes.HEADER_LENGTH) {
      throw new MalformedBoxException("segment ends within a box");
    }
    segment.read(offset, header.clear());
    length = Integer.toUnsignedLong(header.getInt(0));
    if (length < Boxes.HEADER_LENGTH || length > segment.length() - offset) {
      throw new MalformedBoxException("box length: " + length + " (expected: >= "
          + Boxes.HEADER_LENGTH + " and <= " + (segment.length() - offset) + ")");
    }
    return true;
  }

  /** Returns where the box begins. */
  long offset() {
    return offset;
  }

  int type() {
    return header.getInt(Integer.BYTES);
  }

  /** Returns a copy of the box, which is to be none of media. */
  ByteBuffer box() {
    if (length > MAX_BOX_LENGTH) {
      throw new MalformedBoxException(
          "box length: " + length + " (expected: <= " + MAX_BOX_LENGTH + ")");
    }
    ByteBuffer box = ByteBuffer.allocate((int) length);
    segment.read(offset, box);
    return box.clear();
  }
}
