package dev.sluice.origin.http;

import dev.sluice.origin.http.semantics.AcceptEncoding;
import dev.sluice.origin.http.semantics.Preconditions;
import io.netty.handler.codec.http.HttpHeaderNames;

/** Answers GET and HEAD of a page: compressed or not, or that the reader's copy is still good. */
final class PageResource {
  private static final String VARY = "Vary: Accept-Encoding\r\n";
  private static final String GZIP = "Content-Encoding: gzip\r\n";

  private PageResource() {}

  static void send(Exchange exchange, Page page) {
    if (page.etag().isEmpty()) {
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
      exchange.send(compressed(page), fields + GZIP);
    } else {
      exchange.send(page, fields);
    }
  }

  private static Page compressed(Page page) {
    return new Page(
        page.status(), page.contentType(), page.cacheControl(), page.gzip().orElseThrow());
  }

  /** Strong tags of two representations differ (RFC 9110 §8.8.3.3). */
  private static String gzipEtag(String etag) {
    return etag.substring(0, etag.length() - 1) + "-gzip\"";
  }
}
