package dev.sluice.origin.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one HTTP/1.1 connection in their order.
 *
 * <p>The next request is answered when the one before has been handed to the socket; while a peer does not take what was
 * sent, or an object still grows, at most {@value #MAX_WAITING} requests wait and nothing more is read. All of it runs
 * on the connection's event loop.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
  private static final int MAX_WAITING = 256;
  private static final int MAX_DISCARDED_LENGTH = 64 * 1024;
  private static final int WAITING_HINT = 2;
  private static final long LINGER_MS = 1_000;

  // Set at construction.
  private final HttpServer server;
  private final RequestDecoder decoder;
  private final ArrayDeque<HttpRequest> waiting = new ArrayDeque<>(WAITING_HINT);

  private ChannelHandlerContext ctx;
  private ConnectionDeadlines deadlines;
  private GrowingBody streaming;
  private boolean isPersistent = true;
  private boolean isInputShut;
  private boolean isDraining;
  private boolean isDone;
  private int discardedLength;

  HttpConnection(HttpServer server, RequestDecoder decoder) {
    this.server = server;
    this.decoder = decoder;
  }

  HttpServer server() {
    return server;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    deadlines = new ConnectionDeadlines(this, ctx, server.context());
    deadlines.start();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object msg) {
    try {
      if (!isDone && msg instanceof HttpRequest request) {
        onRequest(request);
      }
      if (msg instanceof HttpContent content) {
        onContent(content);
      }
    } finally {
      ReferenceCountUtil.release(msg);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    deadlines.onRead(decoder.isInRequest());
    ctx.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (ctx.channel().isWritable()) {
      if (streaming != null) {
        streaming.sendReadable();
      }
      answerWaiting();
      ctx.flush();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      isInputShut = true;
      if (isDone || !isAnswering()) {
        ctx.close();
      } else if (waiting.isEmpty() && streaming == null) {
        end();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    isDone = true;
    deadlines.stop();
    waiting.clear();
    if (streaming != null) {
      streaming.close();
      streaming = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.warn("closing connection of {}", ctx.channel().remoteAddress(), cause);
    }
    cut();
  }

  /** Returns whether the peer waits for us, or we for it to take what it asked for. */
  boolean isAnswering() {
    return streaming != null || !waiting.isEmpty() || hasPending(ctx.channel());
  }

  /** Takes over a body that is sent as it grows. */
  void stream(GrowingBody body, boolean isPersistentAfter) {
    isPersistent = isPersistentAfter;
    streaming = body;
    body.start();
  }

  /** Notes that the growing body has been handed over to its end. */
  void onStreamed() {
    streaming = null;
    onAnswered(isPersistent);
    answerWaiting();
  }

  /** Notes that a response has been handed over. */
  void onAnswered(boolean isPersistentAfter) {
    if (!isPersistentAfter || isInputShut && waiting.isEmpty()) {
      end();
    }
  }

  /** Closes at once: what was not sent will not be. */
  void cut() {
    isDone = true;
    ctx.close();
  }

  private void onRequest(HttpRequest request) {
    discardedLength = 0;
    if (streaming == null && waiting.isEmpty() && isWritable()) {
      answer(request);
    } else if (waiting.size() < MAX_WAITING) {
      waiting.add(request);
      ctx.channel().config().setAutoRead(false);
    } else {
      server.counters().excessivePeers.increment();
      cut();
    }
  }

  private void onContent(HttpContent content) {
    discardedLength += content.content().readableBytes();
    if (content instanceof LastHttpContent) {
      decoder.onRequestEnd();
    }
    if (discardedLength > MAX_DISCARDED_LENGTH && !isDone) {
      server.counters().excessivePeers.increment();
      end();
    }
  }

  private void answerWaiting() {
    // A flush in here may come back as a change of writability.
    if (isDraining) {
      return;
    }
    isDraining = true;
    while (!isDone && streaming == null && !waiting.isEmpty() && isWritable()) {
      answer(waiting.poll());
    }
    isDraining = false;
    if (!isDone && waiting.isEmpty()) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  /** Lets the socket take what is written before a request has to wait for it. */
  private boolean isWritable() {
    if (!ctx.channel().isWritable()) {
      ctx.flush();
    }
    return ctx.channel().isWritable();
  }

  private void answer(HttpRequest request) {
    Exchange exchange = new Exchange(this, ctx, request);
    if (request.decoderResult().isFailure()) {
      exchange.send(malformed(request.decoderResult().cause()));
    } else if (!exchange.hasHost()) {
      exchange.send(HttpError.BAD_REQUEST);
    } else {
      server.router().route(exchange);
    }
  }

  private static HttpError malformed(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return HttpError.URI_TOO_LONG;
    }
    return cause instanceof TooLongHttpHeaderException
        ? HttpError.HEADERS_TOO_LARGE
        : HttpError.BAD_REQUEST;
  }

  /**
   * Sends what is written, then the end of the stream, and closes when the peer has done the same or after a while:
   * closing while bytes of the peer are unread would destroy the response on its way (RFC 9112 §9.6).
   */
  private void end() {
    isDone = true;
    waiting.clear();
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) sent -> linger());
  }

  private void linger() {
    if (isInputShut || !(ctx.channel() instanceof DuplexChannel socket)) {
      ctx.close();
      return;
    }
    socket.shutdownOutput();
    socket.config().setAutoRead(true);
    ctx.executor().schedule(() -> ctx.close(), LINGER_MS, TimeUnit.MILLISECONDS);
  }

  private static boolean hasPending(Channel channel) {
    var outbound = channel.unsafe().outboundBuffer();
    return outbound != null && !outbound.isEmpty();
  }
}
