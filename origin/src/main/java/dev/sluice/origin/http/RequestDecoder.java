package dev.sluice.origin.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Netty's decoder at its strictest: what two servers could read in two ways is malformed (RFC 9112 §11.2).
 *
 * <p>Tells also whether a request has begun and not ended, for the deadline.
 */
final class RequestDecoder extends HttpRequestDecoder {
  private static final int MAX_REQUEST_LINE_LENGTH = 8 * 1024;
  private static final int MAX_CHUNK_LENGTH = 64 * 1024;

  // Event loop only.
  private boolean isInMessage;

  RequestDecoder(int maxHeaderSize) {
    super(new HttpDecoderConfig()
        .setMaxInitialLineLength(MAX_REQUEST_LINE_LENGTH)
        .setMaxHeaderSize(maxHeaderSize)
        .setMaxChunkSize(MAX_CHUNK_LENGTH)
        .setStrictLineParsing(true)
        .setUseRfc9112TransferEncoding(true));
  }

  /** Returns whether bytes of a request are here that has not ended. */
  boolean isInRequest() {
    return isInMessage || actualReadableBytes() > 0;
  }

  /** Notes that the handler behind has seen the end of a request. */
  void onRequestEnd() {
    isInMessage = false;
  }

  @Override
  protected HttpMessage createMessage(String[] initialLine) throws Exception {
    isInMessage = true;
    return super.createMessage(initialLine);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
  }
}
