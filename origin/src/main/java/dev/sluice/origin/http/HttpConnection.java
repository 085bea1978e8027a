package dev.sluice.origin.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one HTTP/1.1 connection in their order.
 *
 * <p>The next request is answered when the one before has been handed to the socket and its body has been taken; while a
 * peer does not take what was sent, an object still grows, or a sink takes a break, a few {@link WaitingMessages} wait and
 * nothing more is read. All of it runs on the connection's event loop.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
  private static final long LINGER_MS = 1_000;

  // Set at construction.
  private final HttpServer server;
  private final RequestDecoder decoder;
  private final WaitingMessages waiting = new WaitingMessages();
  private final RequestBody body = new RequestBody();

  private ChannelHandlerContext ctx;
  private Http1Transport transport;
  private ConnectionDeadlines deadlines;

  // The request at hand.
  private Exchange exchange;
  private boolean isAnswered = true;
  private StreamedBody streaming; // null if there is none

  private boolean isInputShut;
  private boolean isOutputShut;
  private boolean isTaking;
  private boolean isDone;

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
    transport = new Http1Transport(this, ctx, body);
    deadlines = new ConnectionDeadlines(this, ctx, server.context());
    deadlines.start();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object msg) {
    HttpObject message = (HttpObject) msg;
    if (message instanceof LastHttpContent) {
      decoder.onRequestEnd();
      deadlines.onRequestEnd();
    }
    if (isDone) {
      ReferenceCountUtil.release(message);
    } else if (waiting.isEmpty() && isTakable(message)) {
      take(message);
    } else if (waiting.tryAdd(message)) {
      ctx.channel().config().setAutoRead(false);
    } else {
      ReferenceCountUtil.release(message);
      cut(Fault.EXCESS);
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
      takeWaiting();
      ctx.flush();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      isInputShut = true;
      if (!isDone) {
        onInputEnd();
      } else if (isOutputShut) {
        ctx.close();
      }
    }
  }

  private void onInputEnd() {
    // A reader that ends its side while it waits for what is to come has left, as browsers do.
    boolean isLeft = !isAnswered && exchange.isParked();
    if (isLeft || !isAnswering() || body.isOpen() && waiting.isEmpty()) {
      ctx.close();
    } else if (waiting.isEmpty() && isAnswered) {
      end();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    isDone = true;
    deadlines.stop();
    waiting.clear();
    body.abort();
    if (!isAnswered) {
      exchange.abandon();
    }
    if (streaming != null) {
      streaming.close();
      streaming = null;
    } else if (!isAnswered) {
      exchange.onLost();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof DecoderException && !isDone) {
      note(Fault.MALFORMED);
    } else if (!(cause instanceof DecoderException || cause instanceof IOException)) {
      LOG.warn("closing connection of {}", ctx.channel().remoteAddress(), cause);
    }
    cut();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    deadlines.stop();
  }

  /** Returns whether the peer waits for us, or we for it to take what it asked for. */
  boolean isAnswering() {
    return !isAnswered || !waiting.isEmpty() || hasPending(ctx.channel());
  }

  /** Returns whether we wait for the rest of a body. */
  boolean isReceiving() {
    return body.isAwaited() && waiting.isEmpty();
  }

  /** Returns whether no answer can go out any more. */
  boolean isDone() {
    return isDone;
  }

  /** Stops to give the sink what comes in, and to read. */
  void pause() {
    body.pause();
    ctx.channel().config().setAutoRead(false);
  }

  /** Goes on after {@link #pause}. */
  void resume() {
    body.resume();
    takeWaiting();
    ctx.flush();
  }

  /** Takes over a body that is sent bit by bit; one that was long in coming finds nobody else who flushes. */
  void stream(StreamedBody streamed) {
    streaming = streamed;
    streamed.start();
    if (!isTaking) {
      ctx.flush();
    }
  }

  /** Notes that a response has been handed over; what is left of the request's body is of no use any more. */
  void onAnswered(boolean isPersistentAfter) {
    isAnswered = true;
    exchange = null; // an idle connection keeps nothing of its last request
    streaming = null;
    body.onAnswered();
    if (isDone) {
      return;
    }
    if (!isPersistentAfter || isInputShut && waiting.isEmpty()) {
      end();
    } else if (!isTaking) {
      takeWaiting();
    }
    if (!isTaking) {
      ctx.flush();
    }
  }

  /** Closes at once because of what the peer did. */
  void cut(Fault fault) {
    note(fault);
    cut();
  }

  /** Closes at once: what was not sent will not be, a farewell over TLS neither. */
  void cut() {
    isDone = true;
    ctx.pipeline().firstContext().close();
  }

  private void note(Fault fault) {
    server.faults().onClosed(ctx.channel().remoteAddress(), fault);
  }

  private boolean isTakable(HttpObject message) {
    return message instanceof HttpRequest ? isAnswered && isWritable() : !body.isPaused();
  }

  private void takeWaiting() {
    // A flush in here, that of isTakable too, may come back as a change of writability.
    if (isTaking) {
      return;
    }
    isTaking = true;
    try {
      while (!isDone && !waiting.isEmpty() && isTakable(waiting.peek())) {
        deliver(waiting.remove());
      }
    } finally {
      isTaking = false;
    }
    if (!isDone && !body.isPaused() && waiting.isEmpty()) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  private void take(HttpObject message) {
    isTaking = true;
    try {
      deliver(message);
    } finally {
      isTaking = false;
    }
  }

  private void deliver(HttpObject message) {
    try {
      if (message instanceof HttpRequest request) {
        answer(request);
      }
      if (!isDone && message instanceof HttpContent content) {
        onContent(content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void onContent(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      onBodyMalformed();
      return;
    }
    if (!body.onBytes(content.content(), content instanceof LastHttpContent)) {
      note(Fault.EXCESS);
      end();
    }
  }

  private void onBodyMalformed() {
    note(Fault.MALFORMED);
    if (body.isWanted()) {
      body.abort();
      transport.endAfterAnswer();
      exchange.send(HttpError.BAD_REQUEST);
    } else if (isAnswered) {
      end();
    } else {
      cut();
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
    isAnswered = false;
    body.begin();
    exchange = transport.exchange(request);
    if (request.decoderResult().isFailure()) {
      note(Fault.MALFORMED);
      exchange.send(malformed(request.decoderResult().cause()));
    } else if (!hasHost(request)) {
      exchange.send(HttpError.BAD_REQUEST);
    } else {
      server.router().route(exchange);
    }
  }

  /** Returns whether a request names its host exactly once, as HTTP/1.1 demands (RFC 9112 §3.2). */
  private static boolean hasHost(HttpRequest request) {
    if (!HttpVersion.HTTP_1_1.equals(request.protocolVersion())) {
      return true;
    }
    Iterator<? extends CharSequence> hosts =
        request.headers().valueCharSequenceIterator(HttpHeaderNames.HOST);
    if (!hosts.hasNext()) {
      return false;
    }
    hosts.next();
    return !hosts.hasNext();
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
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener((ChannelFutureListener) sent -> endOutput());
  }

  private void endOutput() {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (tls == null) {
      linger();
    } else {
      // With TLS the peer is told that nothing was cut off (RFC 9112 §9.8).
      tls.closeOutbound().addListener((ChannelFutureListener) told -> linger());
    }
  }

  private void linger() {
    if (isInputShut || !(ctx.channel() instanceof DuplexChannel socket)) {
      ctx.close();
      return;
    }
    isOutputShut = true;
    socket.shutdownOutput();
    socket.config().setAutoRead(true);
    ctx.executor().schedule(() -> ctx.close(), LINGER_MS, TimeUnit.MILLISECONDS);
  }

  private static boolean hasPending(Channel channel) {
    var outbound = channel.unsafe().outboundBuffer();
    return outbound != null && !outbound.isEmpty();
  }
}
