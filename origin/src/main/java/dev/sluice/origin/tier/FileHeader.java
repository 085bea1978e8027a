package dev.sluice.origin.tier;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * What a file of the tier begins with; the bytes of the object follow, to the end of the file. Numbers are big-endian.
 *
 * <pre>
 *  0  magic "SLC1"            4  header length
 *  8  CRC-32C of the header   12 CRC-32C of the object     (of the header as if its own field were 0)
 *  16 expiry, epoch ms        24 last modified, epoch ms
 *  32 object length           40 namespace length
 *  44 key length              48 facts length
 *  52 namespace, key (UTF-8), facts
 * </pre>
 */
record FileHeader(ColdEntry entry, byte[] facts, int bodyCrc) {
  static final int FIXED_LENGTH = 52;
  static final int MAX_LENGTH = 256 * 1024;

  /** Where {@link #times()} is in a file. */
  static final int TIMES_OFFSET = 8;

  private static final int MAGIC = 0x534C4331; // "SLC1"
  private static final int LENGTH_OFFSET = 4;
  private static final int CRC_OFFSET = TIMES_OFFSET;
  private static final int LAST_MODIFIED_OFFSET = 24;

  /** Returns the header's bytes, or an empty buffer if they would be more than {@link #MAX_LENGTH}. */
  ByteBuffer encode() {
    byte[] namespace = entry.namespace().getBytes(StandardCharsets.UTF_8);
    byte[] key = entry.key().getBytes(StandardCharsets.UTF_8);
    long length = (long) FIXED_LENGTH + namespace.length + key.length + facts.length;
    if (length > MAX_LENGTH) {
      return ByteBuffer.allocate(0);
    }
    ByteBuffer header = ByteBuffer.allocate((int) length);
    header.putInt(MAGIC).putInt((int) length).putInt(0).putInt(bodyCrc);
    header.putLong(entry.expiryEpochMs()).putLong(entry.lastModifiedEpochMs());
    header.putLong(entry.length());
    header.putInt(namespace.length).putInt(key.length).putInt(facts.length);
    header.put(namespace).put(key).put(facts).flip();
    return header.putInt(CRC_OFFSET, crc(header));
  }

  /** Returns the header of the same object with another expiry. */
  FileHeader withExpiry(long expiryEpochMs) {
    ColdEntry longer = new ColdEntry(
        entry.namespace(), entry.key(), entry.length(), entry.lastModifiedEpochMs(), expiryEpochMs);
    return new FileHeader(longer, facts, bodyCrc);
  }

  /** Returns all of the header's bytes that depend on the expiry, and those between them. */
  ByteBuffer times() {
    return encode().limit(LAST_MODIFIED_OFFSET).position(TIMES_OFFSET);
  }

  /**
   * Returns the length of the header that begins with these bytes.
   *
   * @param start at least the first {@link #FIXED_LENGTH} bytes of a file
   */
  static int lengthOf(ByteBuffer start) throws TornFileException {
    int length = start.remaining() < FIXED_LENGTH || start.getInt(0) != MAGIC
        ? 0
        : start.getInt(LENGTH_OFFSET);
    if (length < FIXED_LENGTH || length > MAX_LENGTH) {
      throw new TornFileException("no header");
    }
    return length;
  }

  /** Takes a header apart whose bytes, and no others, are in the buffer. */
  static FileHeader decode(ByteBuffer header) throws TornFileException {
    if (lengthOf(header) != header.remaining()) {
      throw new TornFileException("header is cut off");
    }
    int expectedCrc = header.getInt(CRC_OFFSET);
    header.putInt(CRC_OFFSET, 0);
    if (crc(header) != expectedCrc) {
      throw new TornFileException("checksum of the header");
    }
    header.position(CRC_OFFSET + Integer.BYTES);
    int bodyCrc = header.getInt();
    long expiryEpochMs = header.getLong();
    long lastModifiedEpochMs = header.getLong();
    long length = header.getLong();
    byte[] namespace = new byte[checkedLength(header)];
    byte[] key = new byte[checkedLength(header)];
    byte[] facts = new byte[checkedLength(header)];
    if (namespace.length + key.length + facts.length != header.remaining()) {
      throw new TornFileException("lengths of the header");
    }
    header.get(namespace).get(key).get(facts);
    ColdEntry entry = new ColdEntry(
        new String(namespace, StandardCharsets.UTF_8),
        new String(key, StandardCharsets.UTF_8),
        length,
        lastModifiedEpochMs,
        expiryEpochMs);
    return new FileHeader(entry, facts, bodyCrc);
  }

  private static int checkedLength(ByteBuffer header) throws TornFileException {
    int length = header.getInt();
    if (length < 0 || length > MAX_LENGTH) {
      throw new TornFileException("lengths of the header");
    }
    return length;
  }

  private static int crc(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.duplicate());
    return (int) crc.getValue();
  }
}
