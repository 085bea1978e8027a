package dev.sluice.origin.http.storage;

import dev.sluice.origin.store.ObjectWriter;
import io.netty.buffer.ByteBuf;

/**
 * Copies what the socket gave into the slabs of one object and leaves no room in them unused, whatever the sizes of the
 * pieces are. Event loop of the upload.
 */
final class SlabFiller {
  /** Result of {@link #append}: all bytes were taken. */
  static final int TAKEN = 0;

  private final ObjectWriter writer;
  private int slabUsedLength;

  SlabFiller(ObjectWriter writer) {
    this.writer = writer;
  }

  /**
   * Appends the readable bytes.
   *
   * @param bytes its reader index tells afterwards what was taken
   * @return {@link #TAKEN}, or the result of {@link ObjectWriter#claim} that stopped it
   */
  int append(ByteBuf bytes) {
    while (bytes.isReadable()) {
      int slabLeftLength = writer.buffer().capacity() - slabUsedLength;
      int length = Math.min(
          slabLeftLength > 0 ? slabLeftLength : ObjectWriter.MAX_CLAIM_LENGTH,
          bytes.readableBytes());
      int offset = writer.claim(length);
      if (offset < 0) {
        return offset;
      }
      writer.buffer().putBytes(offset, bytes.nioBuffer(bytes.readerIndex(), length), length);
      slabUsedLength = offset + length;
      bytes.skipBytes(length);
    }
    return TAKEN;
  }
}
