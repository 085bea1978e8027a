package dev.sluice.packager.codec;

/** Reads fields of any width from bytes, most significant bit first; going past the end is malformed. */
final class BitReader {
  private static final int MAX_EXP_GOLOMB_ZEROS = 31;

  private final byte[] bytes;
  private final int bitLength;
  private int bitOffset;

  BitReader(byte[] bytes) {
    this(bytes, bytes.length);
  }

  BitReader(byte[] bytes, int length) {
    this.bytes = bytes;
    this.bitLength = Math.multiplyExact(length, Byte.SIZE);
  }

  int remaining() {
    return bitLength - bitOffset;
  }

  boolean flag() {
    return bits(1) != 0;
  }

  /** Reads an unsigned field of 1 to 32 bits; one of 32 bits comes back as its two's complement. */
  int bits(int count) {
    require(count);
    int value = 0;
    for (int left = count; left > 0; ) {
      int free = Byte.SIZE - (bitOffset & 7);
      int taken = Math.min(free, left);
      int octet = bytes[bitOffset >>> 3] & 0xFF;
      value = (value << taken) | ((octet >>> (free - taken)) & ((1 << taken) - 1));
      bitOffset += taken;
      left -= taken;
    }
    return value;
  }

  void skip(int count) {
    require(count);
    bitOffset += count;
  }

  /** Reads ue(v) (ISO/IEC 14496-10 §9.1), which the named field limits to {@code max}. */
  int unsignedExpGolomb(long max, String field) {
    long value = codeNumber();
    if (value > max) {
      throw new MalformedMediaException(field + ": " + value + " (expected: <= " + max + ")");
    }
    return (int) value;
  }

  /** Reads se(v) (ISO/IEC 14496-10 §9.1.1). */
  int signedExpGolomb() {
    long value = codeNumber();
    return (int) ((value & 1) == 0 ? -(value >>> 1) : (value + 1) >>> 1);
  }

  private long codeNumber() {
    int zeros = 0;
    while (!flag()) {
      if (++zeros > MAX_EXP_GOLOMB_ZEROS) {
        throw new MalformedMediaException(
            "leading zeros of an Exp-Golomb code: > " + MAX_EXP_GOLOMB_ZEROS);
      }
    }
    return zeros == 0 ? 0 : (1L << zeros) - 1 + bits(zeros);
  }

  private void require(int count) {
    if (count > remaining()) {
      throw new MalformedMediaException(
          "bits left: " + remaining() + " (expected: >= " + count + ")");
    }
  }
}
