package dev.sluice.origin.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.Optional;

/**
 * What carries one request and its answer: an HTTP/1.1 connection or a stream of an HTTP/2 connection. All that is above
 * it, from routes to bodies, is the same for both.
 *
 * <p>The answer is {@link #begin}, {@link #writeHead} and, unless the head is the whole of it, pieces of the body of which
 * exactly one is the last. Event loop of the connection only.
 */
interface ExchangeTransport {
  /** Returns the server. */
  HttpServer server();

  /** Returns the connection or the stream: its event loop, its allocator, its peer. */
  Channel channel();

  /** Returns the version of the protocol as an access log names it. */
  String protocol();

  /** Returns the body of the request. */
  RequestBody body();

  /** Returns whether no answer can go out any more. */
  boolean isDone();

  /** Returns whether the peer takes what is sent; if not, {@link StreamedBody#sendReadable} is called when it does. */
  boolean isWritable();

  /** Returns whether what is written becomes a copy in memory at once, so that a large body must be written bit by bit. */
  boolean isCopying();

  /** Returns whether an answer is bytes that depend on nothing but what is answered, so that others may get the same. */
  default boolean isSharing() {
    return false;
  }

  /** Tells a peer that waits for it that its body is wanted. */
  void writeContinue();

  /** Stops to read the body. */
  void pause();

  /** Goes on after {@link #pause}. */
  void resume();

  /**
   * Begins a head with what all answers carry.
   *
   * @param isSized whether the body has a length that is known, or there is none
   */
  ResponseHead begin(int status, boolean isSized);

  /** Writes a head behind which a body comes. */
  void writeHead(ResponseHead head);

  /** Writes a head that is the whole of an answer. */
  void writeOnlyHead(ResponseHead head, Optional<ChannelFutureListener> taken);

  /** Writes a head behind which a body comes whose length nobody knows yet; its pieces are to be framed. */
  void writeUnsizedHead(ResponseHead head);

  /** Writes a piece of a body that is not its last. */
  void write(ByteBuf bytes);

  /** Writes the last piece of a body. */
  void writeLast(ByteBuf bytes, Optional<ChannelFutureListener> taken);

  /** Begins a piece of a body without a length. */
  void beginPiece(long length);

  /** Ends a piece of a body without a length. */
  void endPiece();

  /** Ends a body without a length. */
  void endPieces(ChannelFutureListener taken);

  /** Sends what is written. */
  void flush();

  /** Takes over a body that is sent as the peer takes it or as it grows. */
  void stream(StreamedBody body);

  /** Notes that the answer has been handed over whole; what is left of the request's body is of no use any more. */
  void onAnswered();

  /** Ends the exchange at once: what was not sent will not be, and the peer can tell. */
  void cut();
}
