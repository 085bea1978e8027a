package dev.sluice.origin.http;

import dev.sluice.origin.http.semantics.AcceptEncoding;
import dev.sluice.origin.http.semantics.ByteRange;
import dev.sluice.origin.http.semantics.Preconditions;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Answers with pages: compressed or not, that the reader's copy is still good, or that too much waits for its readers that
 * was made for them alone.
 */
final class PageResource {
  private static final String VARY = "Vary: Accept-Encoding\r\n";
  private static final String GZIP = "Content-Encoding: gzip\r\n";

  /** Longest body that is always sent, so that there is an answer to those whose body is not. */
  static final int UNCOUNTED_LENGTH = 4 * 1024;

  private PageResource() {}

  /** Answers GET and HEAD. */
  static void send(Exchange exchange, Page page) {
    if (!page.isFixed()) {
      exchange.send(page);
      return;
    }
    boolean isGzip = page.gzip().isPresent()
        && AcceptEncoding.prefersGzip(exchange.header(HttpHeaderNames.ACCEPT_ENCODING));
    String etag = isGzip ? gzipEtag(page.etag()) : page.etag();
    String fields = "ETag: " + etag + "\r\n" + (page.gzip().isPresent() ? VARY : "");
    if (Preconditions.isNotModified(
        exchange.header(HttpHeaderNames.IF_NONE_MATCH), /* ifModifiedSince= */ "", etag, 0)) {
      exchange.sendNotModified("Cache-Control: " + page.cacheControl() + "\r\n" + fields);
    } else if (isGzip) {
      exchange.send(page.compressed(), fields + GZIP);
    } else {
      exchange.send(page, fields);
    }
  }

  /**
   * Answers with a page as it is.
   *
   * @param fields of the answer beside those of the page, each with its line end
   */
  static void send(Exchange exchange, ExchangeTransport transport, Page page, String fields) {
    HttpServer server = transport.server();
    int length = exchange.isHead() ? 0 : page.body().length;
    boolean isCounted = !page.isFixed() && length > UNCOUNTED_LENGTH;
    if (isCounted && !server.renderedBytes().tryTake(length)) {
      server.counters().refusedBodies.increment();
      exchange.send(HttpError.UNAVAILABLE);
      return;
    }
    ResponseHead head = exchange
        .head(page.status())
        .add("Content-Type: " + page.contentType() + "\r\nCache-Control: " + page.cacheControl()
            + "\r\n" + fields)
        .addLength(page.body().length);
    if (length == 0) {
      exchange.send(head);
    } else if (page.isFixed() && length > PacedBody.PIECE_LENGTH) {
      exchange.send(
          head, new ByteRange(0, length), start -> new SharedBody(ByteBuffer.wrap(page.body())));
    } else {
      exchange.charge(length);
      transport.writeHead(head);
      server.counters().bytesSent.add(length);
      Optional<ChannelFutureListener> taken = exchange.taken(length);
      transport.writeLast(
          Unpooled.wrappedBuffer(page.body()),
          isCounted ? counted(server.renderedBytes(), length, taken) : taken);
      transport.onAnswered();
    }
  }

  /** Gives back what was counted when the connection has taken it, or never will. */
  private static Optional<ChannelFutureListener> counted(
      RenderedBytes rendered, int length, Optional<ChannelFutureListener> taken) {
    return Optional.of(sent -> {
      rendered.giveBack(length);
      if (taken.isPresent()) {
        taken.get().operationComplete(sent);
      }
    });
  }

  /** Strong tags of two representations differ (RFC 9110 §8.8.3.3). */
  private static String gzipEtag(String etag) {
    return etag.substring(0, etag.length() - 1) + "-gzip\"";
  }
}
