package dev.sluice.packager.ts;

import org.agrona.DirectBuffer;

/** The CRC_32 of a section (ISO/IEC 13818-1 Annex A): most significant bit first, neither reflected nor inverted. */
final class Crc32Mpeg2 {
  private static final int POLYNOMIAL = 0x04C11DB7;
  private static final int INITIAL = 0xFFFFFFFF;

  private Crc32Mpeg2() {}

  /** Returns the checksum; bitwise, for tables change about once a stream. */
  static int of(DirectBuffer buffer, int offset, int length) {
    int crc = INITIAL;
    for (int i = 0; i < length; i++) {
      crc ^= buffer.getByte(offset + i) << 24;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = crc < 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
      }
    }
    return crc;
  }
}
