package dev.sluice.packager.ts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** Takes big-endian numbers off a range of bytes. */
final class Octets {
  private final byte[] bytes;
  private final int end;
  private int position;

  Octets(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    position = offset;
    end = offset + length;
  }

  long next(int length) {
    if (length > end - position) {
      throw new AssertionError(
          "bytes left: " + (end - position) + " (expected: >= " + length + ")");
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | bytes[position++] & 0xFF;
    }
    return value;
  }

  Octets part(int length) {
    Octets part = new Octets(bytes, position, length);
    position += length;
    return part;
  }

  /** Fails unless all bytes that are left are stuffing. */
  void assertStuffing(String where) {
    for (byte octet : rest()) {
      assertThat(octet).as("%s: stuffing", where).isEqualTo(TsPacketWriter.STUFFING);
    }
  }

  byte[] rest() {
    return Arrays.copyOfRange(bytes, position, end);
  }
}
