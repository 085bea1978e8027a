package dev.sluice.origin.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A body on the heap that other answers share. The socket copies what it is given, so that it is given a piece at a time: a
 * reader that takes nothing holds a few of them, not all.
 */
final class SharedBody implements BodySource {
  private final ByteBuffer[] pieces;
  private int index;
  private int offset; // in the piece

  /**
   * Begins at the first byte.
   *
   * @param pieces each read to its limit; neither they nor their bytes are changed
   */
  SharedBody(ByteBuffer... pieces) {
    this.pieces = pieces;
  }

  @Override
  public Optional<ByteBuf> next(int maxLength, Runnable onReadable) {
    while (offset == pieces[index].remaining()) {
      index++;
      offset = 0;
    }
    ByteBuffer piece = pieces[index];
    int length = Math.min(maxLength, piece.remaining() - offset);
    ByteBuffer bytes = piece.slice(piece.position() + offset, length);
    offset += length;
    return Optional.of(Unpooled.wrappedBuffer(bytes));
  }

  @Override
  public boolean isFailed() {
    return false;
  }

  @Override
  public void close() {}
}
