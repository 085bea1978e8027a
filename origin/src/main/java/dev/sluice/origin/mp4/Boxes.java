package dev.sluice.origin.mp4;

import java.nio.ByteBuffer;

/** Walks boxes that lie in a row (ISO/IEC 14496-12 §4.2), none of them longer than 2^31 - 1 bytes. */
final class Boxes {
  /** Length and type. */
  static final int HEADER_LENGTH = 8;
  /** The same with version and flags. */
  static final int FULL_HEADER_LENGTH = 12;

  private Boxes() {}

  /** Returns a box with its header, the first of its type in a row of boxes, or an empty buffer. */
  static ByteBuffer find(ByteBuffer boxes, int type) {
    int start = boxes.position();
    while (boxes.limit() - start >= HEADER_LENGTH) {
      int length = boxes.getInt(start);
      if (length < HEADER_LENGTH || length > boxes.limit() - start) {
        throw new MalformedBoxException("box length: " + length + " (expected: >= " + HEADER_LENGTH
            + " and <= " + (boxes.limit() - start) + ")");
      }
      if (boxes.getInt(start + Integer.BYTES) == type) {
        return boxes.slice(start, length);
      }
      start += length;
    }
    return boxes.slice(boxes.limit(), 0);
  }

  /**
   * Returns a box with its header.
   *
   * @param path types from the outside in
   */
  static ByteBuffer require(ByteBuffer boxes, int... path) {
    ByteBuffer found = boxes;
    for (int i = 0; i < path.length; i++) {
      found = find(i == 0 ? boxes : content(found), path[i]);
      if (!found.hasRemaining()) {
        throw new MalformedBoxException("box is missing: " + Integer.toHexString(path[i]));
      }
    }
    return found;
  }

  /** Returns what stands behind the header of a box. */
  static ByteBuffer content(ByteBuffer box) {
    return box.slice(HEADER_LENGTH, box.capacity() - HEADER_LENGTH);
  }

  /** Returns the version of a full box. */
  static int version(ByteBuffer fullBox) {
    return fullBox.get(HEADER_LENGTH);
  }
}
