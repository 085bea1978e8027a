package dev.sluice.packager.codec;

/** Writes fields of any width, most significant bit first. */
final class BitWriter {
  private final StringBuilder bits = new StringBuilder();

  BitWriter bits(long value, int count) {
    for (int i = count - 1; i >= 0; i--) {
      bits.append((value >>> i & 1) == 0 ? '0' : '1');
    }
    return this;
  }

  BitWriter flag(boolean value) {
    return bits(value ? 1 : 0, 1);
  }

  /** Writes ue(v). */
  BitWriter ue(long value) {
    int length = Long.SIZE - Long.numberOfLeadingZeros(value + 1);
    return bits(0, length - 1).bits(value + 1, length);
  }

  /** Writes se(v). */
  BitWriter se(int value) {
    return ue(value > 0 ? 2L * value - 1 : -2L * value);
  }

  /** Writes rbsp_trailing_bits. */
  BitWriter stop() {
    bits.append('1');
    return this;
  }

  /** Returns the bytes, the last one filled with zeros. */
  byte[] toBytes() {
    byte[] bytes = new byte[(bits.length() + 7) / 8];
    for (int i = 0; i < bits.length(); i++) {
      bytes[i / 8] |= (byte) ((bits.charAt(i) - '0') << (7 - i % 8));
    }
    return bytes;
  }
}
