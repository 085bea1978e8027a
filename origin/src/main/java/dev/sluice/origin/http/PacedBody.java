package dev.sluice.origin.http;

import dev.sluice.origin.store.Lease;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Sends a range of an object bit by bit over a transport that copies what is written, as TLS does: a slow reader holds no
 * more than a few bits of it in memory, and the lease.
 */
final class PacedBody implements StreamedBody, Lease.SliceConsumer, ChannelFutureListener {
  /** Most bytes that are written at once. */
  static final int PIECE_LENGTH = 64 * 1024;

  private final Exchange exchange;
  private final ExchangeTransport transport;
  private final Lease lease;
  private final long length;
  private long nextOffset;
  private long remainingLength;

  PacedBody(Exchange exchange, ExchangeTransport transport, Lease lease, long offset, long length) {
    this.exchange = exchange;
    this.transport = transport;
    this.lease = lease;
    this.length = length;
    nextOffset = offset;
    remainingLength = length;
  }

  @Override
  public void start() {
    sendReadable();
  }

  @Override
  public void sendReadable() {
    while (remainingLength > 0 && transport.isWritable()) {
      long pieceLength = Math.min(remainingLength, PIECE_LENGTH);
      lease.slices(nextOffset, pieceLength, this);
      nextOffset += pieceLength;
    }
  }

  @Override
  public void close() {
    if (remainingLength > 0) {
      lease.close();
      exchange.onSent(length - remainingLength, /* isWhole= */ false);
    }
  }

  @Override
  public void accept(ByteBuffer slice) {
    remainingLength -= slice.remaining();
    ByteBuf bytes = Unpooled.wrappedBuffer(slice);
    if (remainingLength == 0) {
      transport.writeLast(bytes, Optional.of(this));
      transport.onAnswered();
    } else {
      transport.write(bytes);
    }
  }

  @Override
  public void operationComplete(ChannelFuture future) {
    lease.close();
    exchange.onSent(length, future.isSuccess());
  }
}
