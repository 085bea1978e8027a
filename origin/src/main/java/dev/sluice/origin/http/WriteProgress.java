package dev.sluice.origin.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Watches whether the peer of a connection takes what waits for it. Stands next to the socket, behind TLS. Event loop only.
 */
final class WriteProgress extends ChannelOutboundHandlerAdapter {
  private final ReaderPace pace;

  private ChannelHandlerContext ctx;
  private long writtenLength;
  private long lastTakenLength;

  WriteProgress(HttpContext context) {
    pace = new ReaderPace(context.writeTimeoutNs());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
  }

  @Override
  public void write(ChannelHandlerContext context, Object msg, ChannelPromise promise) {
    writtenLength += ((ByteBuf) msg).readableBytes();
    context.write(msg, promise);
  }

  /** Returns whether bytes wait for the peer and it has taken too few of them for too long. */
  boolean isStuck(long nowNs) {
    ChannelOutboundBuffer outbound = ctx.channel().unsafe().outboundBuffer();
    if (outbound == null) {
      return false; // closed
    }
    // What an entry of the queue costs waits with it and is taken with it; more entries take
    // nothing back.
    long takenLength =
        writtenLength - outbound.totalPendingWriteBytes() + outbound.currentProgress();
    long lastLength = lastTakenLength;
    lastTakenLength = takenLength;
    return pace.isTooSlow(nowNs, outbound.current() != null, Math.max(0, takenLength - lastLength));
  }
}
