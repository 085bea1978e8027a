package dev.sluice.packager.cmaf;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.MutableDirectBuffer;

/**
 * Writes boxes (ISO/IEC 14496-12 §4.2) one after the other and within each other.
 *
 * <pre>
 * size (32) type (32) | of a full box also: version (8) flags (24) | contents
 * </pre>
 */
final class BoxWriter {
  static final int HEADER_LENGTH = 8;
  static final int FULL_HEADER_LENGTH = 12;

  private MutableDirectBuffer buffer;
  private int position;

  /** Sets where the next box goes. */
  void wrap(MutableDirectBuffer target, int offset) {
    buffer = target;
    position = offset;
  }

  /** Returns the offset after what was written last. */
  int position() {
    return position;
  }

  /** Begins a box; returns what {@link #end} wants. */
  int begin(int type) {
    int start = position;
    position += Integer.BYTES;
    putInt(type);
    return start;
  }

  int begin(String type) {
    return begin(BoxType.of(type));
  }

  int beginFull(int type, int version, int flags) {
    int start = begin(type);
    putInt(version << 24 | flags);
    return start;
  }

  int beginFull(String type, int version, int flags) {
    return beginFull(BoxType.of(type), version, flags);
  }

  /** Ends the innermost box. */
  void end(int start) {
    buffer.putInt(start, position - start, BIG_ENDIAN);
  }

  void putByte(int value) {
    buffer.putByte(position, (byte) value);
    position += Byte.BYTES;
  }

  void putShort(int value) {
    buffer.putShort(position, (short) value, BIG_ENDIAN);
    position += Short.BYTES;
  }

  void putInt(int value) {
    buffer.putInt(position, value, BIG_ENDIAN);
    position += Integer.BYTES;
  }

  void putLong(long value) {
    buffer.putLong(position, value, BIG_ENDIAN);
    position += Long.BYTES;
  }

  void putBytes(byte[] bytes) {
    buffer.putBytes(position, bytes);
    position += bytes.length;
  }

  void putZeros(int length) {
    buffer.setMemory(position, length, (byte) 0);
    position += length;
  }
}
