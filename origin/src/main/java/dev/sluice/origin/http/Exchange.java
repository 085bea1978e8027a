package dev.sluice.origin.http;

import dev.sluice.origin.http.log.AccessLog;
import dev.sluice.origin.http.log.AccessRecord;
import dev.sluice.origin.http.park.ParkedShare;
import dev.sluice.origin.http.park.WaitSource;
import dev.sluice.origin.http.park.Waiter;
import dev.sluice.origin.http.semantics.ByteRange;
import dev.sluice.origin.store.Lease;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * One request and the ways to answer it, the same over HTTP/1.1 and HTTP/2.
 *
 * <p>Exactly one of the {@code send} and {@code stream} methods is called, at once or later; it takes over the head and
 * the lease. Over HTTP/1.1 the requests behind it wait until then. Once the connection has closed, answers go nowhere.
 * Where the request has a body, it goes to the sink that {@link #receive} names before {@link RequestHandler#handle}
 * returns, or is discarded.
 *
 * <p>Used on the event loop of its connection.
 */
public final class Exchange {
  /** Result of {@link #contentLength}: there is no length, the body is chunked or there is none. */
  public static final long UNKNOWN_LENGTH = -1;

  private static final LongConsumer FREE = length -> {};
  private static final long MICROS_PER_MS = 1_000;
  private static final String READ_METHODS = "GET, HEAD, OPTIONS";

  private final ExchangeTransport transport;
  private final boolean isHead;
  private HttpRequest request;
  private Optional<Waiter> parked = Optional.empty();
  private String ownCacheControl = "";
  private LongConsumer account = FREE;
  private final long beginNs; // only where something is made of it
  private int status;
  private String ownFields = "";
  private boolean isLogged;
  private boolean isContinueSent;

  Exchange(ExchangeTransport transport, HttpRequest request) {
    this.transport = transport;
    this.request = request;
    isHead = HttpMethod.HEAD.equals(request.method());
    beginNs =
        transport.server().isTiming() ? transport.server().context().nanoClock().nanoTime() : 0;
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
    return transport.channel().eventLoop();
  }

  /** Returns where to take buffers from. */
  public ByteBufAllocator allocator() {
    return transport.channel().alloc();
  }

  /** Returns the address that the request comes from. */
  public InetAddress peer() {
    return transport.channel().remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  /** Lets a sink have the body, and the peer send it if it waits for that (RFC 9110 §10.1.1). */
  public void receive(BodySink sink) {
    if (isContinueExpected()) {
      isContinueSent = true;
      transport.writeContinue();
    }
    transport.body().receive(sink);
  }

  /** Stops to read from the peer, and to give the sink what has been read, until {@link #resume}. */
  public void pause() {
    transport.pause();
  }

  /** Goes on after {@link #pause}. Never called from within the sink. */
  public void resume() {
    transport.resume();
  }

  /**
   * Lets a GET or HEAD wait, whatever version of HTTP it came with; requests behind it wait too where that one answers them
   * in their order.
   *
   * <p>From now on the exchange knows neither the target nor any fields but those that an answer with an object depends on,
   * unless they are for the access log: thousands wait at a time.
   *
   * @param waiter answers the exchange when it is due or refused; when it is abandoned, the reader is gone
   */
  public void park(WaitSource source, Waiter waiter) {
    request = transport.server().accessLog().isPresent() ? request : WaitingRequest.of(request);
    parked = Optional.of(waiter);
    ParkedShare share = ConnectionAdmission.parkedShare(transport.channel());
    transport.server().parking().park(loop(), source, share, waiter);
  }

  /** Returns for how long a range of an object that grows may wait. */
  long maxRangeWaitNs() {
    return transport.server().context().rangeTimeoutNs();
  }

  /** Notes that the reader is gone. */
  void abandon() {
    parked.ifPresent(Waiter::abandon);
  }

  /** Returns whether the answer waits for what is to come. */
  boolean isParked() {
    return parked.isPresent() && parked.get().isWaiting();
  }

  /**
   * Says how long caches may keep the object that is sent, in place of what was said with the object.
   *
   * @param value of Cache-Control
   */
  public Exchange cacheControl(String value) {
    ownCacheControl = "Cache-Control: " + value + "\r\n";
    return this;
  }

  /**
   * Says who pays for the body of the answer.
   *
   * @param payer takes bytes before they are sent; those of an object that grows as they come
   */
  public void chargeTo(LongConsumer payer) {
    account = payer;
  }

  /** Takes note of bytes of a body that are sent now. */
  void charge(long length) {
    account.accept(length);
  }

  /** Begins a head with what all answers of a known length carry. */
  ResponseHead head(int status) {
    return begin(status, /* isSized= */ true);
  }

  /** Begins a head with what all answers about an object carry. */
  ResponseHead head(int status, EntityHead entity) {
    ResponseHead head = head(status);
    if (ownCacheControl.isEmpty()) {
      head.add(entity.cacheControl());
    } else {
      head.add(ownCacheControl);
    }
    return head.add(entity.fields());
  }

  /** Answers without a body. */
  void send(ResponseHead head) {
    transport.writeOnlyHead(head, taken(0));
    transport.onAnswered();
  }

  /** Answers with the whole of an object, whose lease it takes over. */
  void sendWhole(EntityHead entity, Lease lease) {
    if (isSharing(lease.length())) {
      sendShared(entity, lease);
    } else {
      send(head(200, entity).add(entity.wholeLength()), lease, 0, lease.length());
    }
  }

  /** Answers with a part of an object; the lease is closed when the socket has taken it, or never will. */
  void send(ResponseHead head, Lease lease, long offset, long length) {
    if (isHead || length == 0) {
      lease.close();
      send(head);
      return;
    }
    charge(length);
    transport.writeHead(head);
    if (transport.isCopying()) {
      transport.stream(new PacedBody(this, transport, lease, offset, length));
    } else {
      lease.slices(offset, length, new LeasedBody(this, transport, lease, length));
      transport.onAnswered();
    }
  }

  /** Returns whether others that are answered with a whole object now get the very same bytes. */
  private boolean isSharing(long length) {
    return !ownCacheControl.isEmpty()
        && ownFields.isEmpty()
        && !isHead
        && length <= SharedAnswer.MAX_BODY_LENGTH
        && !transport.server().context().isServerTiming()
        && transport.isSharing();
  }

  private void sendShared(EntityHead entity, Lease lease) {
    HeadEncoder heads = transport.server().heads();
    SharedAnswer answer = SharedAnswer.of(entity, lease, ownCacheControl, heads, allocator());
    long length = lease.length();
    lease.close();
    charge(length);
    status = 200;
    transport.server().counters().onResponse(status);
    transport.server().counters().bytesSent.add(length);
    transport.writeLast(Unpooled.wrappedBuffer(answer.bytes()), taken(length));
    transport.onAnswered();
  }

  /** Answers with an object that still grows, from a byte of it on, at the pace of its writer. */
  void stream(int status, String fields, Lease lease, long offset) {
    ResponseHead head = begin(status, /* isSized= */ false).add(fields);
    if (isHead) {
      lease.close();
      send(head);
    } else {
      transport.writeUnsizedHead(head);
      transport.stream(new GrowingBody(this, transport, lease, offset));
    }
  }

  /** Answers GET and HEAD with an object, or what the conditions and ranges of the request make of it. */
  public void send(Lease lease) {
    send(lease, "");
  }

  /** Does the same, but answers nothing and returns false if the object's writer gave it up: there may be another. */
  public boolean trySend(Lease lease) {
    if (transport.isDone()) {
      lease.close();
      return true;
    }
    return ObjectResource.trySend(this, lease);
  }

  /**
   * Answers GET and HEAD with an object.
   *
   * @param fields further header fields of this answer, each with its line end
   */
  public void send(Lease lease, String fields) {
    if (transport.isDone()) {
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

  /** Answers that a request was obeyed and that there is nothing to tell. */
  public void sendNoContent() {
    send(head(204));
  }

  /**
   * Answers that the reader's copy is still good.
   *
   * @param fields of the object, each with its line end
   */
  public void sendNotModified(String fields) {
    send(head(304).add(fields));
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

  /** Answers OPTIONS. Pages of other origins may read only, whatever methods there are. */
  public void sendOptions(String allowedMethods) {
    send(head(204).add("Allow: " + allowedMethods + "\r\n").add(HeadEncoder.PREFLIGHT));
  }

  /** Answers OPTIONS of what pages of other origins may also write, if they have a token: no cookie would do. */
  public void sendWritableOptions(String allowedMethods) {
    send(head(204)
        .add("Allow: " + allowedMethods + "\r\n")
        .add(HeadEncoder.writablePreflight(allowedMethods)));
  }

  /**
   * Answers with a page, or that the server is busy if too much waits for its readers.
   *
   * @param fields further header fields, each with its line end
   */
  public void send(Page page, String fields) {
    PageResource.send(this, transport, page, fields);
  }

  /**
   * Answers with pieces of a body that other answers share.
   *
   * @param fields of the answer, each with its line end
   * @param pieces from the heap, each read to its limit; not changed afterwards
   */
  public void send(String fields, ByteBuffer[] pieces) {
    long length = Arrays.stream(pieces).mapToLong(ByteBuffer::remaining).sum();
    send(
        head(200).add(fields).addLength(length),
        new ByteRange(0, length),
        start -> new SharedBody(pieces));
  }

  /**
   * Answers GET and HEAD with a body that is made as the reader takes it; a Range header is obeyed (RFC 9110 §14.2).
   *
   * @param fields of the answer, each with its line end
   * @param etag strong, among the fields as well
   * @param totalLength bytes of the whole
   * @param maker makes the source of what is wanted, from its first byte on; not called if that is nothing
   */
  public void send(String fields, String etag, long totalLength, LongFunction<BodySource> maker) {
    if (!transport.isDone()) {
      SourcedResource.send(this, fields, etag, totalLength, maker);
    }
  }

  /** Answers with the part of a body that is made as the reader takes it. */
  void send(ResponseHead head, ByteRange range, LongFunction<BodySource> maker) {
    if (isHead) {
      send(head);
    } else {
      charge(range.length());
      transport.writeHead(head);
      transport.stream(
          new SourcedBody(this, transport, maker.apply(range.offset()), range.length()));
    }
  }

  /** Notes that the connection has taken a body, or will take no more of it. */
  void onSent(long length, boolean isWhole) {
    if (isWhole) {
      transport.server().counters().bytesSent.add(length);
    }
    log(length, isWhole);
  }

  /** Notes that the peer is gone before there was an answer. */
  void onLost() {
    status = AccessRecord.LOST;
    log(/* length= */ 0, /* isWhole= */ false);
  }

  /** Returns whether the peer holds its body back until it is told that the body is wanted. */
  boolean isContinueExpected() {
    return !isContinueSent && HttpUtil.is100ContinueExpected(request);
  }

  /** Returns whether so much of the body is still to come, or may be, that it is better not to wait for it. */
  boolean isMuchLeft() {
    RequestBody body = transport.body();
    boolean isRead = isHead || HttpMethod.GET.equals(request.method());
    return !isRead
        && body.isOpen()
        && (isContinueExpected()
            || contentLength() - body.length() > RequestBody.MAX_DISCARDED_LENGTH);
  }

  private ResponseHead begin(int answeredStatus, boolean isSized) {
    status = answeredStatus;
    transport.server().counters().onResponse(status);
    ResponseHead head = transport.begin(status, isSized);
    if (transport.server().context().isServerTiming()) {
      head.add(serverTiming());
    }
    return ownFields.isEmpty() ? head : head.add(ownFields);
  }

  private String serverTiming() {
    long micros = TimeUnit.NANOSECONDS.toMicros(durationNs());
    return "Server-Timing: origin;dur=" + micros / MICROS_PER_MS + "."
        + String.valueOf(MICROS_PER_MS + micros % MICROS_PER_MS).substring(1) + "\r\n";
  }

  private long durationNs() {
    return transport.server().context().nanoClock().nanoTime() - beginNs;
  }

  /** Returns who logs an answer when the connection has taken it, if anybody does. */
  Optional<ChannelFutureListener> taken(long length) {
    return transport.server().accessLog().isPresent()
        ? Optional.of(sent -> log(length, sent.isSuccess()))
        : Optional.empty();
  }

  private void log(long length, boolean isWhole) {
    Optional<AccessLog> log = transport.server().accessLog();
    if (log.isPresent() && !isLogged) {
      isLogged = true; // whoever is gone may be answered still
      log.get()
          .offer(new AccessRecord(
              transport.server().context().epochClock().time(),
              peer(),
              method().name(),
              target(),
              transport.protocol(),
              status,
              length,
              isWhole,
              durationNs(),
              header(HttpHeaderNames.REFERER),
              header(HttpHeaderNames.USER_AGENT)));
    }
  }
}
