package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.origin.store.Lease;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;

/**
 * One request and the ways to answer it over HTTP/1.1. Exactly one of the {@code send} and {@code stream} methods is
 * called; it takes over the head and the lease, and nothing is flushed before the requests at hand are answered.
 *
 * <p>Used on the event loop of its connection.
 */
final class Exchange {
  private static final byte[] CLOSE = "Connection: close\r\n".getBytes(US_ASCII);
  private static final byte[] KEEP_ALIVE = "Connection: keep-alive\r\n".getBytes(US_ASCII);
  private static final byte[] CHUNKED = "Transfer-Encoding: chunked\r\n".getBytes(US_ASCII);
  private static final byte[] CONTENT_LENGTH = "Content-Length: ".getBytes(US_ASCII);
  private static final byte[] NEW_LINE = "\r\n".getBytes(US_ASCII);
  private static final byte[] ALLOW = "Allow: GET, HEAD, OPTIONS\r\n".getBytes(US_ASCII);

  private final HttpConnection connection;
  private final ChannelHandlerContext ctx;
  private final HttpRequest request;
  private final boolean isHead;
  private final boolean isHttp10;
  private boolean isPersistent;

  Exchange(HttpConnection connection, ChannelHandlerContext ctx, HttpRequest request) {
    this.connection = connection;
    this.ctx = ctx;
    this.request = request;
    isHead = HttpMethod.HEAD.equals(request.method());
    isHttp10 = !HttpVersion.HTTP_1_1.equals(request.protocolVersion());
    isPersistent = request.decoderResult().isSuccess() && HttpUtil.isKeepAlive(request);
  }

  HttpMethod method() {
    return request.method();
  }

  /** Returns the target as it was sent, with the query: it must go nowhere but through the parser of targets. */
  String target() {
    return request.uri();
  }

  /** Returns the first value of a header field, or an empty string. */
  String header(CharSequence name) {
    return request.headers().get(name, "");
  }

  boolean isHead() {
    return isHead;
  }

  InetAddress peer() {
    return ctx.channel().remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  /** Returns whether the request names its host exactly once, as HTTP/1.1 demands (RFC 9112 §3.2). */
  boolean hasHost() {
    if (isHttp10) {
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

  /** Begins a head with what all responses carry; the caller adds fields and the empty line. */
  ByteBuf head(int status) {
    connection.server().counters().onResponse(status);
    ByteBuf head = connection.server().heads().begin(ctx.alloc(), status);
    if (!isPersistent) {
      head.writeBytes(CLOSE);
    } else if (isHttp10) {
      head.writeBytes(KEEP_ALIVE);
    }
    return head;
  }

  /** Answers without a body. */
  void send(ByteBuf head) {
    ctx.write(head, ctx.voidPromise());
    connection.onAnswered(isPersistent);
  }

  /** Answers with a part of an object; the lease is closed when the socket has taken it, or never will. */
  void send(ByteBuf head, Lease lease, long offset, long length) {
    ctx.write(head, ctx.voidPromise());
    if (isHead || length == 0) {
      lease.close();
    } else {
      lease.slices(
          offset,
          length,
          new LeasedBody(ctx, lease, length, connection.server().counters().bytesSent));
    }
    connection.onAnswered(isPersistent);
  }

  /** Answers with an object that still grows, at the pace of its writer. */
  void stream(byte[] fields, Lease lease) {
    // Without a length and without chunks, only the end of the connection tells the end of the
    // body.
    isPersistent &= !isHttp10;
    ByteBuf head = head(200).writeBytes(fields);
    if (isHead) {
      lease.close();
      send(head.writeBytes(NEW_LINE));
      return;
    }
    if (!isHttp10) {
      head.writeBytes(CHUNKED);
    }
    ctx.write(head.writeBytes(NEW_LINE), ctx.voidPromise());
    connection.stream(
        new GrowingBody(connection, ctx, lease, /* isChunked= */ !isHttp10), isPersistent);
  }

  /** Answers with a page from the heap. */
  void send(Page page) {
    send(page, page.status() == 405 ? ALLOW : new byte[0]);
  }

  /** Answers with an error. */
  void send(HttpError error) {
    send(error.page());
  }

  /** Answers that a range is out of an object's bounds (RFC 9110 §15.5.17). */
  void sendUnsatisfiable(long totalLength) {
    Page page = HttpError.RANGE_NOT_SATISFIABLE.page();
    send(page, ("Content-Range: bytes */" + totalLength + "\r\n").getBytes(US_ASCII));
  }

  /** Answers OPTIONS, preflight or not. */
  void sendOptions() {
    ByteBuf head = head(204).writeBytes(ALLOW);
    HeadEncoder.preflight(head);
    send(head.writeBytes(NEW_LINE));
  }

  /** Answers with a page and more fields than its own, each with its line end. */
  void send(Page page, byte[] fields) {
    ByteBuf head = head(page.status());
    ByteBufUtil.writeAscii(
        head,
        "Content-Type: " + page.contentType() + "\r\nCache-Control: " + page.cacheControl()
            + "\r\n");
    head.writeBytes(fields);
    appendLength(head, page.body().length);
    ctx.write(head, ctx.voidPromise());
    if (!isHead) {
      connection.server().counters().bytesSent.add(page.body().length);
      ctx.write(Unpooled.wrappedBuffer(page.body()), ctx.voidPromise());
    }
    connection.onAnswered(isPersistent);
  }

  /** Ends a head with the length of the body. */
  static void appendLength(ByteBuf head, long length) {
    head.writeBytes(CONTENT_LENGTH);
    ByteBufUtil.writeAscii(head, Long.toString(length));
    head.writeBytes(NEW_LINE).writeBytes(NEW_LINE);
  }
}
