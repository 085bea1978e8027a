package dev.sluice.origin.http;

import dev.sluice.origin.http.h2.RequestHeads;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one request and its answer over a stream of an HTTP/2 connection.
 *
 * <p>While the sink of the body takes a break nothing is read, so that the peer runs out of window; what comes in nevertheless
 * waits. Event loop of the connection only.
 */
final class Http2Transport extends ChannelInboundHandlerAdapter implements ExchangeTransport {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Transport.class);
  private static final HttpRequest MALFORMED =
      new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
  private static final AsciiString CONTINUE = AsciiString.cached("100");

  // Set at construction.
  private final Http2Session session;
  private final HttpServer server;
  private final RequestBody body = new RequestBody();
  private final ArrayDeque<Http2StreamFrame> waiting = new ArrayDeque<>(0);

  private ChannelHandlerContext ctx;
  private StreamProgress progress;
  private Exchange exchange; // null until the head is in
  private StreamedBody streaming; // null if there is none
  private boolean isAnswered;
  private boolean isSent;
  private boolean isExcessive;
  private boolean isDone;

  // For the deadlines.
  private boolean hasRead;
  private long lastReadNs;

  Http2Transport(Http2Session session) {
    this.session = session;
    server = session.server();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    progress = session.progress(((Http2StreamChannel) ctx.channel()).stream().id());
    session.onOpened(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object msg) {
    hasRead = true;
    if (isDone || !(msg instanceof Http2StreamFrame frame)) {
      ReferenceCountUtil.release(msg);
    } else if (body.isPaused()) {
      waiting.add(frame);
    } else {
      take(frame);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    ctx.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (streaming != null && isWritable()) {
      streaming.sendReadable();
      ctx.flush();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    isDone = true;
    session.onClosed(this);
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    body.abort();
    if (exchange != null && !isAnswered) {
      exchange.abandon();
    }
    if (streaming != null) {
      streaming.close();
      streaming = null;
    } else if (exchange != null && !isAnswered) {
      exchange.onLost();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!isDone && !(cause instanceof IOException)) {
      LOG.debug("resetting stream of {}: {}", ctx.channel().remoteAddress(), cause.toString());
    }
    reset(cause instanceof Http2Exception fault ? fault.error() : Http2Error.INTERNAL_ERROR);
  }

  /** Returns whether bytes of the answer wait for the peer. */
  boolean isPending() {
    return progress.isPending();
  }

  /**
   * Ends the exchange if its peer lets it wait for too long.
   *
   * @param shareLength as {@link StreamProgress#isStuck} needs it
   */
  void check(long nowNs, long shareLength) {
    boolean isWaiting = body.isAwaited() || isAnswered && body.isOpen();
    if (hasRead || !isWaiting) {
      hasRead = false;
      lastReadNs = nowNs;
    }
    if (progress.isStuck(nowNs, shareLength)) {
      server.counters().slowReaders.increment();
      reset(Http2Error.CANCEL);
    } else if (nowNs - lastReadNs >= server.context().bodyTimeoutNs()) {
      server.counters().lateBodies.increment();
      reset(Http2Error.CANCEL);
    }
  }

  @Override
  public HttpServer server() {
    return server;
  }

  @Override
  public Channel channel() {
    return ctx.channel();
  }

  @Override
  public String protocol() {
    return "HTTP/2.0";
  }

  @Override
  public RequestBody body() {
    return body;
  }

  @Override
  public boolean isDone() {
    return isDone;
  }

  @Override
  public boolean isWritable() {
    return ctx.channel().isWritable();
  }

  @Override
  public boolean isCopying() {
    return false; // flow control writes no more than the socket takes
  }

  @Override
  public void writeContinue() {
    writeHeaders(new Http2Head(CONTINUE).end());
  }

  @Override
  public void pause() {
    body.pause();
    ctx.channel().config().setAutoRead(false);
  }

  @Override
  public void resume() {
    body.resume();
    takeWaiting();
    ctx.flush();
  }

  @Override
  public ResponseHead begin(int status, boolean isSized) {
    return server.heads().begin(status);
  }

  @Override
  public void writeHead(ResponseHead head) {
    writeHeaders(((Http2Head) head).end());
  }

  @Override
  public void writeOnlyHead(ResponseHead head, Optional<ChannelFutureListener> taken) {
    writeEnd(new DefaultHttp2HeadersFrame(((Http2Head) head).end(), /* endStream= */ true), taken);
  }

  @Override
  public void writeUnsizedHead(ResponseHead head) {
    writeHead(head);
  }

  @Override
  public void write(ByteBuf bytes) {
    ctx.write(new DefaultHttp2DataFrame(bytes), ctx.voidPromise());
  }

  @Override
  public void writeLast(ByteBuf bytes, Optional<ChannelFutureListener> taken) {
    writeEnd(new DefaultHttp2DataFrame(bytes, /* endStream= */ true), taken);
  }

  @Override
  public void beginPiece(long length) {
    // Frames have their lengths.
  }

  @Override
  public void endPiece() {
    // Frames have their lengths.
  }

  @Override
  public void endPieces(ChannelFutureListener taken) {
    writeLast(Unpooled.EMPTY_BUFFER, Optional.of(taken));
  }

  @Override
  public void flush() {
    ctx.flush();
  }

  @Override
  public void stream(StreamedBody streamed) {
    streaming = streamed;
    streamed.start();
    ctx.flush(); // a body that was long in coming finds nobody else who does
  }

  @Override
  public void onAnswered() {
    isAnswered = true;
    streaming = null;
    body.onAnswered();
    takeWaiting();
    ctx.flush();
  }

  @Override
  public void cut() {
    reset(Http2Error.INTERNAL_ERROR);
  }

  private void takeWaiting() {
    while (!isDone && !body.isPaused() && !waiting.isEmpty()) {
      take(waiting.poll());
    }
    if (!isDone && !body.isPaused()) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  private void take(Http2StreamFrame frame) {
    try {
      if (frame instanceof Http2DataFrame data) {
        onBytes(data.content(), data.isEndStream());
      } else if (frame instanceof Http2HeadersFrame head) {
        if (exchange == null) {
          answer(head.headers());
        }
        if (head.isEndStream()) {
          onBytes(Unpooled.EMPTY_BUFFER, /* isLast= */ true);
        }
      }
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  private void answer(Http2Headers head) {
    body.begin();
    HttpRequest request;
    try {
      request = RequestHeads.of(head);
    } catch (TooLongHttpHeaderException e) {
      exchange = new Exchange(this, MALFORMED);
      exchange.send(HttpError.HEADERS_TOO_LARGE);
      return;
    } catch (IllegalArgumentException e) {
      exchange = new Exchange(this, MALFORMED);
      exchange.send(HttpError.BAD_REQUEST);
      return;
    }
    exchange = new Exchange(this, request);
    server.router().route(exchange);
  }

  private void onBytes(ByteBuf bytes, boolean isLast) {
    if (!body.onBytes(bytes, isLast) && !isExcessive) {
      isExcessive = true;
      server.counters().excessivePeers.increment();
      endIfUnwanted();
    }
  }

  private void writeHeaders(Http2Headers headers) {
    ctx.write(new DefaultHttp2HeadersFrame(headers), ctx.voidPromise());
  }

  private void writeEnd(Http2StreamFrame frame, Optional<ChannelFutureListener> taken) {
    ChannelFuture sent = ctx.write(frame);
    taken.ifPresent(sent::addListener);
    sent.addListener((ChannelFutureListener) future -> {
      isSent = true;
      endIfUnwanted();
    });
  }

  /** Tells a peer that goes on with a body that nobody wants to stop, once it has the answer (RFC 9113 §8.1). */
  private void endIfUnwanted() {
    if (isSent && body.isOpen() && (isExcessive || exchange.isMuchLeft())) {
      reset(Http2Error.NO_ERROR);
    }
  }

  private void reset(Http2Error error) {
    if (!isDone) {
      isDone = true; // writes that fail on the way come back as exceptions
      ctx.writeAndFlush(new DefaultHttp2ResetFrame(error), ctx.voidPromise());
    }
  }
}
