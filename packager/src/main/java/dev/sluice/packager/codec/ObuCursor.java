package dev.sluice.packager.codec;

import org.agrona.DirectBuffer;

/**
 * Walks the open bitstream units of a temporal unit of AV1 (AV1 §5.3), as they follow each other in samples and
 * configuration records.
 *
 * <pre>
 * forbidden (1) type (4) extension (1) has_size (1) reserved (1) | extension (8) | size (leb128) | payload
 * </pre>
 *
 * <p>Used by one thread.
 */
public final class ObuCursor {
  /** Result of {@link #next}: nothing is left. */
  public static final int END = 0;
  /** Result of {@link #next}: a unit, of which the accessors tell. */
  public static final int UNIT = 1;
  /** Result of {@link #next}: the unit goes past the end, or its forbidden bit is 1. */
  public static final int MALFORMED = -1;

  /** obu_type: sequence header. */
  public static final int SEQUENCE_HEADER = 1;

  private static final int TEMPORAL_DELIMITER = 2;
  private static final int FRAME_HEADER = 3;
  private static final int FRAME = 6;
  private static final int TILE_LIST = 8;
  private static final int PADDING = 15;

  private static final int FORBIDDEN = 0x80;
  private static final int TYPE_MASK = 0x0F;
  private static final int HAS_EXTENSION = 0x04;
  private static final int HAS_SIZE = 0x02;
  private static final int MAX_SIZE_LENGTH = 8;
  private static final int KEY_FRAME_SHOWN =
      0x10; // show_existing_frame 0, frame_type 0, show_frame 1
  private static final int FRAME_START_MASK = 0xF0;

  private DirectBuffer buffer;
  private int position;
  private int end;
  private int offset;
  private int payloadOffset;
  private int type;
  private boolean hasSize;

  /** Sets what to walk, {@code end} exclusive. */
  public void wrap(DirectBuffer target, int targetOffset, int targetEnd) {
    buffer = target;
    position = targetOffset;
    end = targetEnd;
  }

  /** Goes to the next unit; returns {@link #UNIT}, {@link #END} or {@link #MALFORMED}. */
  public int next() {
    if (position == end) {
      return END;
    }
    offset = position;
    int header = buffer.getByte(position++);
    type = header >>> 3 & TYPE_MASK;
    hasSize = (header & HAS_SIZE) != 0;
    position += (header & HAS_EXTENSION) == 0 ? 0 : 1;
    if ((header & FORBIDDEN) != 0 || position > end) {
      return MALFORMED;
    }
    long length = hasSize ? size() : end - position;
    if (length < 0 || length > end - position) {
      return MALFORMED;
    }
    payloadOffset = position;
    position += (int) length;
    return UNIT;
  }

  /** Returns the type of the unit. */
  public int type() {
    return type;
  }

  /** Returns where the unit begins, with its header. */
  public int offset() {
    return offset;
  }

  /** Returns the length of the unit, header included. */
  public int length() {
    return position - offset;
  }

  /** Returns whether the unit begins a frame. */
  public boolean isFrame() {
    return type == FRAME_HEADER || type == FRAME;
  }

  /** Returns whether a sample has no place for the unit (AV1 in ISOBMFF §2.4). */
  public boolean isLeftOut() {
    return type == TEMPORAL_DELIMITER || type == TILE_LIST || type == PADDING;
  }

  /** Returns whether the frame that the unit begins is a key frame that is shown (AV1 §5.9.2). */
  public boolean isKeyFrame() {
    return payloadLength() > 0
        && (buffer.getByte(payloadOffset) & FRAME_START_MASK) == KEY_FRAME_SHOWN;
  }

  boolean hasSize() {
    return hasSize;
  }

  int payloadOffset() {
    return payloadOffset;
  }

  int payloadLength() {
    return position - payloadOffset;
  }

  /** Reads leb128 (AV1 §4.10.5); returns a negative number if it is none. */
  private long size() {
    long size = 0;
    for (int i = 0; i < MAX_SIZE_LENGTH && position < end; i++) {
      int octet = buffer.getByte(position++);
      size |= (octet & 0x7FL) << 7 * i;
      if (octet >= 0) {
        return size;
      }
    }
    return -1;
  }
}
