package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;

/**
 * Writes the answers of an HTTP/1.1 connection: heads as text, bodies as they are, bodies without a length as chunks
 * (RFC 9112 §7.1) or, to HTTP/1.0, until the connection closes.
 */
final class Http1Transport implements ExchangeTransport {
  private static final HeaderFields CLOSE = HeaderFields.of("Connection: close\r\n");
  private static final HeaderFields KEEP_ALIVE = HeaderFields.of("Connection: keep-alive\r\n");
  private static final HeaderFields CHUNKED = HeaderFields.of("Transfer-Encoding: chunked\r\n");
  private static final ByteBuf CONTINUE = constant("HTTP/1.1 100 Continue\r\n\r\n");
  private static final ByteBuf LINE_END = constant("\r\n");
  private static final ByteBuf LAST_CHUNK = constant("0\r\n\r\n");
  private static final int CHUNK_HEAD_LENGTH = 16;

  private final HttpConnection connection;
  private final ChannelHandlerContext ctx;
  private final RequestBody body;
  private final boolean isCopying;

  // The request at hand.
  private Exchange exchange;
  private boolean isHttp10;
  private boolean isPersistent;

  Http1Transport(HttpConnection connection, ChannelHandlerContext ctx, RequestBody body) {
    this.connection = connection;
    this.ctx = ctx;
    this.body = body;
    isCopying = ctx.pipeline().get(SslHandler.class) != null;
  }

  /** Begins with the next request. */
  Exchange exchange(HttpRequest request) {
    isHttp10 = !HttpVersion.HTTP_1_1.equals(request.protocolVersion());
    isPersistent = request.decoderResult().isSuccess() && HttpUtil.isKeepAlive(request);
    exchange = new Exchange(this, request);
    return exchange;
  }

  /** Makes the answer to the request at hand the last one. */
  void endAfterAnswer() {
    isPersistent = false;
  }

  @Override
  public HttpServer server() {
    return connection.server();
  }

  @Override
  public Channel channel() {
    return ctx.channel();
  }

  @Override
  public String protocol() {
    return isHttp10 ? "HTTP/1.0" : "HTTP/1.1";
  }

  @Override
  public RequestBody body() {
    return body;
  }

  @Override
  public boolean isDone() {
    return connection.isDone();
  }

  @Override
  public boolean isWritable() {
    return ctx.channel().isWritable();
  }

  @Override
  public boolean isCopying() {
    return isCopying;
  }

  @Override
  public boolean isSharing() {
    return isPersistent && !isHttp10;
  }

  @Override
  public void writeContinue() {
    write(CONTINUE.duplicate());
  }

  @Override
  public void pause() {
    connection.pause();
  }

  @Override
  public void resume() {
    connection.resume();
  }

  @Override
  public ResponseHead begin(int status, boolean isSized) {
    // Without a length and without chunks, only the end of the connection tells the end of the
    // body.
    isPersistent = isPersistent && !exchange.isMuchLeft() && (isSized || !isHttp10);
    ResponseHead head = server().heads().begin(ctx.alloc(), status);
    if (!isPersistent) {
      head.add(CLOSE);
    } else if (isHttp10) {
      head.add(KEEP_ALIVE);
    }
    return head;
  }

  @Override
  public void writeHead(ResponseHead head) {
    write(((Http1Head) head).end());
  }

  @Override
  public void writeOnlyHead(ResponseHead head, Optional<ChannelFutureListener> taken) {
    writeLast(((Http1Head) head).end(), taken);
  }

  @Override
  public void writeUnsizedHead(ResponseHead head) {
    writeHead(isHttp10 ? head : head.add(CHUNKED));
  }

  @Override
  public void write(ByteBuf bytes) {
    ctx.write(bytes, ctx.voidPromise());
  }

  @Override
  public void writeLast(ByteBuf bytes, Optional<ChannelFutureListener> taken) {
    if (taken.isPresent()) {
      ctx.write(bytes).addListener(taken.get());
    } else {
      write(bytes);
    }
  }

  @Override
  public void beginPiece(long length) {
    if (!isHttp10) {
      ByteBuf size = ctx.alloc().directBuffer(CHUNK_HEAD_LENGTH);
      ByteBufUtil.writeAscii(size, Long.toHexString(length));
      write(size.writeBytes(LINE_END.duplicate()));
    }
  }

  @Override
  public void endPiece() {
    if (!isHttp10) {
      write(LINE_END.duplicate());
    }
  }

  @Override
  public void endPieces(ChannelFutureListener taken) {
    writeLast(isHttp10 ? Unpooled.EMPTY_BUFFER : LAST_CHUNK.duplicate(), Optional.of(taken));
  }

  @Override
  public void flush() {
    ctx.flush();
  }

  @Override
  public void stream(StreamedBody streamed) {
    connection.stream(streamed);
  }

  @Override
  public void onAnswered() {
    exchange = null;
    connection.onAnswered(isPersistent);
  }

  @Override
  public void cut() {
    connection.cut();
  }

  private static ByteBuf constant(String text) {
    ByteBuf direct = Unpooled.directBuffer(text.length()).writeBytes(text.getBytes(US_ASCII));
    return Unpooled.unreleasableBuffer(direct.asReadOnly());
  }
}
