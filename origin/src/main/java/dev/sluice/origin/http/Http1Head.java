package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** A head as the bytes that HTTP/1.1 sends. */
final class Http1Head implements ResponseHead {
  private static final byte[] CONTENT_LENGTH = "Content-Length: ".getBytes(US_ASCII);
  private static final byte[] LINE_END = "\r\n".getBytes(US_ASCII);

  private final ByteBuf bytes;

  /** Takes over a buffer that holds the status line. */
  Http1Head(ByteBuf bytes) {
    this.bytes = bytes;
  }

  @Override
  public Http1Head add(HeaderFields fields) {
    bytes.writeBytes(fields.lines());
    return this;
  }

  @Override
  public Http1Head add(String lines) {
    ByteBufUtil.writeAscii(bytes, lines);
    return this;
  }

  @Override
  public Http1Head addLength(long length) {
    bytes.writeBytes(CONTENT_LENGTH);
    ByteBufUtil.writeAscii(bytes, Long.toString(length));
    bytes.writeBytes(LINE_END);
    return this;
  }

  /** Ends the head and gives it away. */
  ByteBuf end() {
    return bytes.writeBytes(LINE_END);
  }
}
