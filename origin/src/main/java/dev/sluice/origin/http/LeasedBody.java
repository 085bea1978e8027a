package dev.sluice.origin.http;

import dev.sluice.origin.store.Lease;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Writes slices of an object as they lie in its slabs, and closes the lease when the socket has taken the last one or
 * the channel has failed: writes end in their order, so that the last one tells of all.
 */
final class LeasedBody implements Lease.SliceConsumer, ChannelFutureListener {
  private final Exchange exchange;
  private final ExchangeTransport transport;
  private final Lease lease;
  private final long length;
  private long remainingLength;

  LeasedBody(Exchange exchange, ExchangeTransport transport, Lease lease, long length) {
    this.exchange = exchange;
    this.transport = transport;
    this.lease = lease;
    this.length = length;
    remainingLength = length;
  }

  @Override
  public void accept(ByteBuffer slice) {
    remainingLength -= slice.remaining();
    ByteBuf bytes = Unpooled.wrappedBuffer(slice);
    if (remainingLength == 0) {
      transport.writeLast(bytes, Optional.of(this));
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
