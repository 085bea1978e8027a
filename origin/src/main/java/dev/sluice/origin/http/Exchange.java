package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.origin.store.Lease;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.Map;

/**
 * One request and the ways to answer it over HTTP/1.1.
 *
 * <p>Exactly one of the {@code send} and {@code stream} methods is called, at once or later; it takes over the head and
 * the lease. The requests behind it wait until then. Once the connection has closed, answers go nowhere. Where the
 * request has a body, it goes to the sink that {@link #receive} names before {@link RequestHandler#handle} returns, or is
 * discarded.
 *
 * <p>Used on the event loop of its connection.
 */
public final class Exchange {
  /** Result of {@link #contentLength}: there is no length, the body is chunked or there is none. */
  public static final long UNKNOWN_LENGTH = -1;

  private static final byte[] CLOSE = "Connection: close\r\n".getBytes(US_ASCII);
  private static final byte[] KEEP_ALIVE = "Connection: keep-alive\r\n".getBytes(US_ASCII);
  private static final byte[] CHUNKED = "Transfer-Encoding: chunked\r\n".getBytes(US_ASCII);
  private static final byte[] CONTENT_LENGTH = "Content-Length: ".getBytes(US_ASCII);
  private static final byte[] NEW_LINE = "\r\n".getBytes(US_ASCII);
  private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);
  private static final String READ_METHODS = "GET, HEAD, OPTIONS";

  private final HttpConnection connection;
  private final ChannelHandlerContext ctx;
  private final HttpRequest request;
  private final boolean isHead;
  private final boolean isHttp10;
  private String ownFields = "";
  private boolean isContinueSent;
  private boolean isPersistent;

  Exchange(HttpConnection connection, ChannelHandlerContext ctx, HttpRequest request) {
    this.connection = connection;
    this.ctx = ctx;
    this.request = request;
    isHead = HttpMethod.HEAD.equals(request.method());
    isHttp10 = !HttpVersion.HTTP_1_1.equals(request.protocolVersion());
    isPersistent = request.decoderResult().isSuccess() && HttpUtil.isKeepAlive(request);
  }

  /** Returns the method. */
  public HttpMethod method() {
    return request.method();
  }

  /** Returns the target as it was sent, with the query: it must go nowhere but through the parser of targets. */
  public String target() {
    return request.uri();
  }

  /** Returns the first value of a header field, or an empty string. */
  public String header(CharSequence name) {
    return request.headers().get(name, "");
  }

  /** Returns all header fields, in the order in which they came. */
  public Iterable<Map.Entry<String, String>> headers() {
    return request.headers();
  }

  /** Returns whether only the head of the answer is wanted. */
  public boolean isHead() {
    return isHead;
  }

  /** Returns the bytes that the body is said to have, or {@link #UNKNOWN_LENGTH}. */
  public long contentLength() {
    return HttpUtil.getContentLength(request, UNKNOWN_LENGTH);
  }

  /** Returns the event loop of the connection, to come back to from another thread. */
  public EventExecutor loop() {
    return ctx.executor();
  }

  /** Returns where to take buffers from. */
  public ByteBufAllocator allocator() {
    return ctx.alloc();
  }

  /** Returns the address that the request comes from. */
  public InetAddress peer() {
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

  /** Lets a sink have the body, and the peer send it if it waits for that (RFC 9110 §10.1.1). */
  public void receive(BodySink sink) {
    if (isContinueExpected()) {
      isContinueSent = true;
      ctx.write(Unpooled.wrappedBuffer(CONTINUE), ctx.voidPromise());
    }
    connection.receive(sink);
  }

  /** Stops to read from the peer, and to give the sink what has been read, until {@link #resume}. */
  public void pause() {
    connection.pause();
  }

  /** Goes on after {@link #pause}. Never called from within the sink. */
  public void resume() {
    connection.resume();
  }

  /** Begins a head with what all responses carry; the caller adds fields and the empty line. */
  ByteBuf head(int status) {
    connection.server().counters().onResponse(status);
    isPersistent = isPersistent && !isBodyLeft();
    ByteBuf head = connection.server().heads().begin(ctx.alloc(), status);
    if (!ownFields.isEmpty()) {
      ByteBufUtil.writeAscii(head, ownFields);
    }
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

  /** Answers GET and HEAD with an object, or what the conditions and ranges of the request make of it. */
  public void send(Lease lease) {
    send(lease, "");
  }

  /**
   * Answers GET and HEAD with an object.
   *
   * @param fields further header fields of this answer, each with its line end
   */
  public void send(Lease lease, String fields) {
    if (connection.isDone()) {
      lease.close();
      return;
    }
    ownFields = fields;
    ObjectResource.send(this, lease);
  }

  /** Answers with a page from the heap. */
  public void send(Page page) {
    send(page, "");
  }

  /** Answers with an error. */
  public void send(HttpError error) {
    send(error.page(), error.fields());
  }

  /** Answers that the body cannot be understood, and ends the connection. */
  void sendMalformed() {
    isPersistent = false;
    send(HttpError.BAD_REQUEST);
  }

  /** Answers that a request was obeyed and that there is nothing to tell. */
  public void sendNoContent() {
    send(head(204).writeBytes(NEW_LINE));
  }

  /**
   * Answers that the reader's copy is still good.
   *
   * @param fields of the object, each with its line end
   */
  public void sendNotModified(String fields) {
    ByteBuf head = head(304);
    ByteBufUtil.writeAscii(head, fields);
    send(head.writeBytes(NEW_LINE));
  }

  /** Answers that the method is not for this path. */
  public void sendMethodNotAllowed(String allowedMethods) {
    send(HttpError.METHOD_NOT_ALLOWED.page(), "Allow: " + allowedMethods + "\r\n");
  }

  void sendMethodNotAllowed() {
    sendMethodNotAllowed(READ_METHODS);
  }

  /** Answers that a range is out of an object's bounds (RFC 9110 §15.5.17). */
  void sendUnsatisfiable(long totalLength) {
    Page page = HttpError.RANGE_NOT_SATISFIABLE.page();
    send(page, "Content-Range: bytes */" + totalLength + "\r\n");
  }

  /** Answers OPTIONS of what can only be read, preflight or not. */
  void sendOptions() {
    sendOptions(READ_METHODS);
  }

  /** Answers OPTIONS. Pages of other origins may read only, whatever methods there are: encoders are no pages. */
  public void sendOptions(String allowedMethods) {
    ByteBuf head = head(204);
    ByteBufUtil.writeAscii(head, "Allow: " + allowedMethods + "\r\n");
    HeadEncoder.preflight(head);
    send(head.writeBytes(NEW_LINE));
  }

  /** Answers with a page and more fields than its own, each with its line end. */
  public void send(Page page, String fields) {
    ByteBuf head = head(page.status());
    ByteBufUtil.writeAscii(
        head,
        "Content-Type: " + page.contentType() + "\r\nCache-Control: " + page.cacheControl() + "\r\n"
            + fields);
    appendLength(head, page.body().length);
    ctx.write(head, ctx.voidPromise());
    if (!isHead) {
      connection.server().counters().bytesSent.add(page.body().length);
      ctx.write(Unpooled.wrappedBuffer(page.body()), ctx.voidPromise());
    }
    connection.onAnswered(isPersistent);
  }

  /** Returns whether so much of the body is still to come, or may be, that it is better to end the connection. */
  private boolean isBodyLeft() {
    HttpMethod method = request.method();
    boolean isRead = isHead || HttpMethod.GET.equals(method);
    return !isRead
        && connection.isInBody()
        && (isContinueExpected()
            || contentLength() - connection.bodyLength() > HttpConnection.MAX_DISCARDED_LENGTH);
  }

  private boolean isContinueExpected() {
    return !isContinueSent && HttpUtil.is100ContinueExpected(request);
  }

  /** Ends a head with the length of the body. */
  static void appendLength(ByteBuf head, long length) {
    head.writeBytes(CONTENT_LENGTH);
    ByteBufUtil.writeAscii(head, Long.toString(length));
    head.writeBytes(NEW_LINE).writeBytes(NEW_LINE);
  }
}
