package dev.sluice.origin.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Reads one file of a tier: its header when it is opened, then the bytes of the object. */
final class ColdFileReader implements ReadableByteChannel {
  // Holds the header of nearly every object, so that it takes one read.
  private static final int FIRST_READ_LENGTH = 4096;

  private final FileChannel channel;
  private final FileHeader header;
  private final long fileLength;
  private final CRC32C crc = new CRC32C();
  private long remainingLength;

  private ColdFileReader(FileChannel channel, FileHeader header, long fileLength) {
    this.channel = channel;
    this.header = header;
    this.fileLength = fileLength;
    remainingLength = header.entry().length();
  }

  /**
   * Opens a file.
   *
   * @throws TornFileException if its header is not whole or its length is not what the header says
   */
  static ColdFileReader open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      FileHeader header = readHeader(channel);
      long headerLength = channel.position();
      if (channel.size() != headerLength + header.entry().length()) {
        throw new TornFileException("length of the file");
      }
      return new ColdFileReader(channel, header, channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  FileHeader header() {
    return header;
  }

  ColdEntry entry() {
    return header.entry();
  }

  byte[] facts() {
    return header.facts();
  }

  long fileLength() {
    return fileLength;
  }

  /**
   * Reads as {@link ReadableByteChannel#read}.
   *
   * @throws TornFileException instead of giving the last bytes, if the object is not what was written
   */
  @Override
  public int read(ByteBuffer target) throws IOException {
    if (remainingLength == 0) {
      return -1;
    }
    int start = target.position();
    int length = channel.read(target);
    if (length < 0) {
      throw new TornFileException("length of the file");
    }
    crc.update(target.duplicate().flip().position(start));
    remainingLength -= length;
    if (remainingLength == 0 && (int) crc.getValue() != header.bodyCrc()) {
      throw new TornFileException("checksum of the object");
    }
    return length;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static FileHeader readHeader(FileChannel channel) throws IOException {
    ByteBuffer start = readAt(channel, FIRST_READ_LENGTH);
    int length = FileHeader.lengthOf(start);
    ByteBuffer whole = length > start.remaining() ? readAt(channel, length) : start.limit(length);
    FileHeader header = FileHeader.decode(whole);
    channel.position(length);
    return header;
  }

  private static ByteBuffer readAt(FileChannel channel, int maxLength) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(maxLength);
    long offset = 0;
    int length;
    do {
      length = channel.read(target, offset);
      offset += Math.max(length, 0);
    } while (length > 0 && target.hasRemaining());
    return target.flip();
  }
}
