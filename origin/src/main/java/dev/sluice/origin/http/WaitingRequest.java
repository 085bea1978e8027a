package dev.sluice.origin.http;

import dev.sluice.origin.http.semantics.AcceptEncoding;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.ReadOnlyHttpHeaders;
import java.util.List;

/**
 * What is kept of a GET or HEAD while it waits: no target, and of the fields only those that an answer with an object depends
 * on. Players send no conditions when they wait, so that almost all of them are kept as one and the same; conditions of
 * more than {@value #MAX_CONDITIONS_LENGTH} bytes are not kept at all, which is answered with the whole.
 */
final class WaitingRequest {
  private static final int MAX_CONDITIONS_LENGTH = 512;
  private static final List<CharSequence> CONDITIONS = List.of(
      HttpHeaderNames.IF_NONE_MATCH,
      HttpHeaderNames.IF_MODIFIED_SINCE,
      HttpHeaderNames.IF_RANGE,
      HttpHeaderNames.RANGE);

  private static final HttpHeaders GZIP_ONLY = new ReadOnlyHttpHeaders(
      /* validateHeaders= */ false, HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.GZIP);
  private static final HttpRequest GET = bare(EmptyHttpHeaders.INSTANCE);
  private static final HttpRequest GET_GZIP = bare(GZIP_ONLY);

  private WaitingRequest() {}

  /** Returns what is kept, which nobody changes. */
  static HttpRequest of(HttpRequest request) {
    HttpHeaders all = request.headers();
    boolean isGzip = AcceptEncoding.prefersGzip(all.get(HttpHeaderNames.ACCEPT_ENCODING, ""));
    boolean isUsual = HttpMethod.GET.equals(request.method())
        && HttpVersion.HTTP_1_1.equals(request.protocolVersion())
        && !hasCondition(all);
    return isUsual
        ? isGzip ? GET_GZIP : GET
        : new DefaultHttpRequest(
            request.protocolVersion(), request.method(), "", kept(all, isGzip));
  }

  private static HttpHeaders kept(HttpHeaders all, boolean isGzip) {
    HttpHeaders kept = new DefaultHttpHeaders();
    if (isGzip) {
      kept.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.GZIP);
    }
    // One without the others would mean something else.
    if (conditionsLength(all) <= MAX_CONDITIONS_LENGTH) {
      for (CharSequence name : CONDITIONS) {
        String value = all.get(name);
        if (value != null) {
          kept.set(name, value);
        }
      }
    }
    return kept;
  }

  private static int conditionsLength(HttpHeaders fields) {
    int length = 0;
    for (CharSequence name : CONDITIONS) {
      length += fields.get(name, "").length();
    }
    return length;
  }

  private static boolean hasCondition(HttpHeaders fields) {
    for (CharSequence name : CONDITIONS) {
      if (fields.contains(name)) {
        return true;
      }
    }
    return false;
  }

  private static HttpRequest bare(HttpHeaders fields) {
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "", fields);
  }
}
