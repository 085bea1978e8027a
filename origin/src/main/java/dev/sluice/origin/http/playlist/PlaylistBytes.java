package dev.sluice.origin.http.playlist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.ObjectWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Moves playlists between slabs and text of one character a byte. */
final class PlaylistBytes {
  private static final byte[] GZIP_HEADER = {
    0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff
  };
  private static final int GZIP_TRAILER_LENGTH = 8;

  private PlaylistBytes() {}

  /** Returns the text of an object that is whole. */
  static String text(Lease lease) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(lease.length()));
    lease.slices(0, lease.length(), bytes::put);
    return new String(bytes.array(), ISO_8859_1);
  }

  /**
   * Appends bytes to an object.
   *
   * @return 0, or the result of {@link ObjectWriter#claim} that stopped it
   */
  static int append(ObjectWriter writer, byte[] bytes) {
    int reserved = writer.reserve(); // there may be no bytes to claim
    if (reserved < 0) {
      return reserved;
    }
    for (int start = 0; start < bytes.length; start += ObjectWriter.MAX_CLAIM_LENGTH) {
      int length = Math.min(ObjectWriter.MAX_CLAIM_LENGTH, bytes.length - start);
      int offset = writer.claim(length);
      if (offset < 0) {
        return offset;
      }
      writer.buffer().putBytes(offset, bytes, start, length);
    }
    return 0;
  }

  /** Returns the bytes compressed (RFC 1952), or nothing worth sending if they do not get shorter. */
  static byte[] gzip(byte[] plain) {
    byte[] target = new byte[plain.length];
    int room = plain.length - GZIP_HEADER.length - GZIP_TRAILER_LENGTH;
    if (room <= 0) {
      return new byte[0];
    }
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, /* nowrap= */ true);
    deflater.setInput(plain);
    deflater.finish();
    int deflatedLength = deflater.deflate(target, GZIP_HEADER.length, room);
    boolean isWhole = deflater.finished();
    deflater.end();
    return isWhole ? framed(target, deflatedLength, plain) : new byte[0];
  }

  private static byte[] framed(byte[] target, int deflatedLength, byte[] plain) {
    CRC32 crc32 = new CRC32();
    crc32.update(plain);
    ByteBuffer buffer = ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(GZIP_HEADER).position(GZIP_HEADER.length + deflatedLength);
    buffer.putInt((int) crc32.getValue()).putInt(plain.length);
    return Arrays.copyOf(target, buffer.position());
  }
}
