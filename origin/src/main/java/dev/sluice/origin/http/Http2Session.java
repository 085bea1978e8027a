package dev.sluice.origin.http;

import dev.sluice.origin.http.h2.CountingFlowController;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the streams of one HTTP/2 connection share: its deadlines and its end.
 *
 * <p>One timer serves all of them, and looks a few times within the shortest deadline. Event loop only.
 */
final class Http2Session extends ChannelInboundHandlerAdapter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Session.class);

  // Set at construction.
  private final HttpServer server;
  private final HttpContext context;
  private final NanoClock clock;
  private final Http2Connection connection;
  private final CountingFlowController flow;
  private final Set<Http2Transport> streams = new HashSet<>();

  private ChannelHandlerContext ctx;
  private WriteProgress progress;
  private Future<?> check;
  private long lastSentLength;
  private long idleSinceNs;
  private boolean hasServed;

  Http2Session(HttpServer server, Http2FrameCodec codec) {
    this.server = server;
    connection = codec.connection();
    flow = (CountingFlowController) connection.remote().flowController();
    context = server.context();
    clock = context.nanoClock();
    connection.addListener(new FarewellListener());
  }

  HttpServer server() {
    return server;
  }

  void onOpened(Http2Transport stream) {
    hasServed = true;
    streams.add(stream);
  }

  void onClosed(Http2Transport stream) {
    streams.remove(stream);
    if (streams.isEmpty()) {
      idleSinceNs = clock.nanoTime();
    }
  }

  /** Returns what watches a stream that has just been opened. */
  StreamProgress progress(int streamId) {
    return new StreamProgress(flow, connection.stream(streamId), context.writeTimeoutNs());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    idleSinceNs = clock.nanoTime();
    progress = ctx.pipeline().get(WriteProgress.class);
    schedule();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object msg) {
    ReferenceCountUtil.release(msg); // settings, pings, GOAWAY: the codec has seen to them
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      cut(); // answers need the peer's window updates
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    check.cancel(/* mayInterruptIfRunning= */ false);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof Http2Exception) {
      return; // the codec answers it: RST_STREAM, or GOAWAY and the end of the connection
    }
    if (cause instanceof DecoderException) {
      note(Fault.MALFORMED);
    } else if (!(cause instanceof IOException)) {
      LOG.warn("closing connection of {}", ctx.channel().remoteAddress(), cause);
    }
    cut();
  }

  @Override
  public void run() {
    long nowNs = clock.nanoTime();
    if (progress.isStuck(nowNs)) {
      note(Fault.SLOW_READER);
      cut();
    } else if (streams.isEmpty()) {
      checkIdle(nowNs);
    } else {
      checkStreams(nowNs);
    }
    if (ctx.channel().isActive()) {
      schedule();
    }
  }

  private void note(Fault fault) {
    server.faults().onClosed(ctx.channel().remoteAddress(), fault);
  }

  private void checkStreams(long nowNs) {
    long sentLength = flow.sentLength() - lastSentLength;
    lastSentLength = flow.sentLength();
    long pendingCount = streams.stream().filter(Http2Transport::isPending).count();
    long shareLength = sentLength / Math.max(1, pendingCount);
    List.copyOf(streams).forEach(stream -> stream.check(nowNs, shareLength));
  }

  private void checkIdle(long nowNs) {
    long timeoutNs = hasServed ? context.idleTimeoutNs() : context.headerTimeoutNs();
    if (nowNs - idleSinceNs >= timeoutNs) {
      if (!hasServed) {
        note(Fault.LATE_REQUEST);
      }
      ctx.channel().close();
    }
  }

  /** Closes without a farewell, which a peer that reads nothing would not read either. */
  private void cut() {
    ctx.pipeline().firstContext().close();
  }

  private void schedule() {
    check = ctx.executor()
        .schedule(this, ConnectionDeadlines.checkIntervalNs(context), TimeUnit.NANOSECONDS);
  }

  /**
   * Sees every error for which the codec ends the connection, those too that it finds while it writes and tells nobody
   * else, as when too many answers wait.
   */
  private final class FarewellListener extends Http2ConnectionAdapter {
    @Override
    public void onGoAwaySent(int lastStreamId, long errorCode, ByteBuf debugData) {
      Http2Error error = Http2Error.valueOf(errorCode);
      if (error != Http2Error.NO_ERROR) {
        Fault fault = error == Http2Error.ENHANCE_YOUR_CALM ? Fault.EXCESS : Fault.MALFORMED;
        server.faults().onClosed(ctx.channel().remoteAddress(), fault, String.valueOf(error));
      }
    }
  }
}
