package dev.sluice.origin.http;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.util.Arrays;

/** A head as the names and values that HTTP/2 compresses. */
final class Http2Head implements ResponseHead {
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
  private static final int PAIRS_HINT = 40;

  private final AsciiString status;
  private AsciiString[] pairs = new AsciiString[PAIRS_HINT];
  private int count;

  Http2Head(AsciiString status) {
    this.status = status;
  }

  @Override
  public Http2Head add(HeaderFields fields) {
    AsciiString[] added = fields.pairs();
    reserve(added.length);
    System.arraycopy(added, 0, pairs, count, added.length);
    count += added.length;
    return this;
  }

  @Override
  public Http2Head add(String lines) {
    return lines.isEmpty() ? this : add(HeaderFields.of(lines));
  }

  @Override
  public Http2Head addLength(long length) {
    reserve(2);
    pairs[count++] = CONTENT_LENGTH;
    pairs[count++] = new AsciiString(Long.toString(length));
    return this;
  }

  Http2Headers end() {
    return ReadOnlyHttp2Headers.serverHeaders(
        /* validateHeaders= */ false, status, Arrays.copyOf(pairs, count));
  }

  private void reserve(int more) {
    if (count + more > pairs.length) {
      pairs = Arrays.copyOf(pairs, 2 * (count + more));
    }
  }
}
