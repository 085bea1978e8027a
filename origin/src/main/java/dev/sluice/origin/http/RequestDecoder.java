package dev.sluice.origin.http;

import dev.sluice.origin.http.h2.RequestHeads;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Optional;

/**
 * Netty's decoder at its strictest: what two servers could read in two ways is malformed (RFC 9112 §11.2).
 *
 * <p>Tells also whether a request has begun and not ended, for the deadline, and whether the connection begins as HTTP/2
 * does (RFC 9113 §3.4), which costs HTTP/1.1 nothing after its first byte.
 */
final class RequestDecoder extends HttpRequestDecoder {
  /** Longest line of a request, whose target is not longer, whatever version of HTTP it comes with. */
  static final int MAX_REQUEST_LINE_LENGTH = 8 * 1024;

  private static final int MAX_CHUNK_LENGTH = 64 * 1024;

  private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();

  private final Optional<PrefaceListener> prefaceListener;

  // Event loop only.
  private boolean isInMessage;
  private boolean isVersionKnown;
  private int fieldCount;

  /**
   * Makes one for one connection.
   *
   * @param prefaceListener who takes over when a peer speaks HTTP/2, or nothing if it may not
   */
  RequestDecoder(int maxHeaderSize, Optional<PrefaceListener> prefaceListener) {
    super(new HttpDecoderConfig()
        .setMaxInitialLineLength(MAX_REQUEST_LINE_LENGTH)
        .setMaxHeaderSize(maxHeaderSize)
        .setMaxChunkSize(MAX_CHUNK_LENGTH)
        .setStrictLineParsing(true)
        .setUseRfc9112TransferEncoding(true));
    this.prefaceListener = prefaceListener;
    isVersionKnown = prefaceListener.isEmpty();
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
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (!isVersionKnown) {
      int length = Math.min(in.readableBytes(), PREFACE.readableBytes());
      boolean isPreface = ByteBufUtil.equals(in, in.readerIndex(), PREFACE, 0, length);
      if (isPreface && length == PREFACE.readableBytes()) {
        prefaceListener.orElseThrow().onPreface(ctx);
      }
      if (isPreface) {
        return;
      }
      isVersionKnown = true;
    }
    super.decode(ctx, in, out);
  }

  @Override
  protected HttpMessage createMessage(String[] initialLine) throws Exception {
    isInMessage = true;
    fieldCount = 0;
    return super.createMessage(initialLine);
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    if (++fieldCount > RequestHeads.MAX_FIELD_COUNT) {
      throw new TooLongHttpHeaderException(
          "more than " + RequestHeads.MAX_FIELD_COUNT + " header fields");
    }
    return super.splitHeaderName(line, start, length);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
  }

  /** Takes over a connection that speaks HTTP/2. */
  @FunctionalInterface
  interface PrefaceListener {
    /** Puts other handlers behind this one and removes it; they get all that has been read. */
    void onPreface(ChannelHandlerContext ctx);
  }
}
