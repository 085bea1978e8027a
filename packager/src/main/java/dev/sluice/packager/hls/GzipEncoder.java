package dev.sluice.packager.hls;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Compresses texts one after the other as gzip (RFC 1952), each as a whole. Used by one thread at a time. */
final class GzipEncoder {
  private static final byte[] HEADER = {
    0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff
  };
  private static final int TRAILER_LENGTH = 8;
  /** What incompressible text may grow by: a few bytes for each stored block. */
  private static final int DEFLATE_ROOM = 64;

  // Playlists are the same lines over and over: trying harder costs three times as much for a few
  // bytes.
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, /* nowrap= */ true);
  private final CRC32 crc32 = new CRC32();
  private byte[] bytes = new byte[0];

  /** Compresses a text; returns its length in {@link #bytes}. */
  int encode(byte[] plain) {
    int bound = plain.length + DEFLATE_ROOM;
    if (bytes.length < bound) {
      bytes = new byte[2 * bound];
      System.arraycopy(HEADER, 0, bytes, 0, HEADER.length);
    }
    deflater.reset();
    deflater.setInput(plain);
    deflater.finish();
    int end = HEADER.length
        + deflater.deflate(bytes, HEADER.length, bytes.length - HEADER.length - TRAILER_LENGTH);
    crc32.reset();
    crc32.update(plain);
    ByteBuffer.wrap(bytes, end, TRAILER_LENGTH)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) crc32.getValue())
        .putInt(plain.length);
    return end + TRAILER_LENGTH;
  }

  /** Returns what was encoded last, valid until the next. */
  byte[] bytes() {
    return bytes;
  }

  /** Frees what the encoder holds outside the heap. */
  void end() {
    deflater.end();
  }
}
