package dev.sluice.origin.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.PromiseNotifier;
import java.nio.channels.ClosedChannelException;

/**
 * Copies what is written in small pieces into the records that TLS makes of it (RFC 8446 §5.1), each whole but the last before
 * a flush.
 *
 * <p>Stands right behind the handler of TLS, for protocols with many pieces: there a piece costs an entry in a queue and a
 * share of a copy, a record that is whole neither. At most one record waits here, and none after a flush, so that nearly all
 * that is written counts towards the writability of the channel. A promise is kept when the socket has taken the record with
 * the last byte of its piece. Event loop only.
 */
public final class TlsRecordHandler extends ChannelOutboundHandlerAdapter {
  /** Most bytes of a record. */
  static final int RECORD_LENGTH = 16 * 1024;

  private ByteBuf record; // null between records
  private ChannelPromise sent;

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    ByteBuf piece = (ByteBuf) msg;
    begin(ctx);
    while (piece.readableBytes() > record.writableBytes()) {
      record.writeBytes(piece, record.writableBytes());
      end(ctx);
      begin(ctx);
    }
    record.writeBytes(piece);
    piece.release();
    sent.addListener(new PromiseNotifier<>(promise.unvoid()));
    if (!record.isWritable()) {
      end(ctx);
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (record != null) {
      end(ctx);
    }
    ctx.flush();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (record != null) {
      record.release();
      record = null;
      sent.setFailure(new ClosedChannelException());
    }
  }

  private void begin(ChannelHandlerContext ctx) {
    if (record == null) {
      record = ctx.alloc().directBuffer(RECORD_LENGTH, RECORD_LENGTH);
      sent = ctx.newPromise();
    }
  }

  private void end(ChannelHandlerContext ctx) {
    ByteBuf whole = record;
    record = null; // a write that fails may come back as another one
    ctx.write(whole, sent);
  }
}
