package dev.sluice.origin.http.h2;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Map;

/** Turns heads of requests into those that HTTP/1.1 would have sent (RFC 9113 §8.3.1). */
public final class RequestHeads {
  /** Most header fields of a request, whatever version of HTTP it comes with: a field costs a hundred bytes of heap at least. */
  public static final int MAX_FIELD_COUNT = 128;

  private RequestHeads() {}

  /**
   * Returns the head of a request.
   *
   * @throws TooLongHttpHeaderException if it has more than {@value #MAX_FIELD_COUNT} fields
   * @throws IllegalArgumentException if a part of it could not have come over HTTP/1.1, or would mean something else there
   */
  public static HttpRequest of(Http2Headers source) {
    if (source.size() > MAX_FIELD_COUNT) {
      throw new TooLongHttpHeaderException("more than " + MAX_FIELD_COUNT + " header fields");
    }
    HttpHeaders fields = new DefaultHttpHeaders();
    for (Map.Entry<CharSequence, CharSequence> field : source) {
      if (!Http2Headers.PseudoHeaderName.hasPseudoHeaderFormat(field.getKey())) {
        fields.add(field.getKey(), field.getValue());
      }
    }
    if (source.authority() != null) {
      fields.set(HttpHeaderNames.HOST, source.authority());
    }
    return new DefaultHttpRequest(
        HttpVersion.HTTP_1_1, HttpMethod.valueOf(text(source.method())), target(source), fields);
  }

  private static String target(Http2Headers source) {
    String target = text(source.path());
    for (int i = 0; i < target.length(); i++) {
      if (target.charAt(i) <= ' ' || target.charAt(i) == 0x7f) {
        throw new IllegalArgumentException(":path: has a character that no request line can have");
      }
    }
    return target;
  }

  private static String text(CharSequence value) {
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("pseudo header: is missing (RFC 9113 §8.3.1)");
    }
    return value.toString();
  }
}
