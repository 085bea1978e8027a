package dev.sluice.origin.http;

import dev.sluice.origin.store.Lease;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes slices of an object as they lie in its slabs, and closes the lease when the socket has taken the last one or
 * the channel has failed: writes end in their order, so that the last one tells of all.
 */
final class LeasedBody implements Lease.SliceConsumer, ChannelFutureListener {
  private final ChannelHandlerContext ctx;
  private final Lease lease;
  private final long length;
  private final LongAdder bytesSent;
  private long remainingLength;

  LeasedBody(ChannelHandlerContext ctx, Lease lease, long length, LongAdder bytesSent) {
    this.ctx = ctx;
    this.lease = lease;
    this.length = length;
    this.bytesSent = bytesSent;
    remainingLength = length;
  }

  @Override
  public void accept(ByteBuffer slice) {
    remainingLength -= slice.remaining();
    if (remainingLength == 0) {
      ctx.write(Unpooled.wrappedBuffer(slice)).addListener(this);
    } else {
      ctx.write(Unpooled.wrappedBuffer(slice), ctx.voidPromise());
    }
  }

  @Override
  public void operationComplete(ChannelFuture future) {
    lease.close();
    if (future.isSuccess()) {
      bytesSent.add(length);
    }
  }
}
