package dev.sluice.origin.http;

import io.netty.buffer.ByteBuf;

/**
 * Takes the body of a request as it comes in, on the event loop of its connection.
 *
 * <p>Any number of {@link #onBytes}, then {@link #onEnd} or {@link #onAborted} exactly once; none of them after the exchange
 * has been answered.
 */
public interface BodySink {
  /**
   * Takes the next bytes.
   *
   * @param bytes a view of what the socket gave, valid during the call
   */
  void onBytes(ByteBuf bytes);

  /** Notes that the body is whole; the exchange is to be answered. */
  void onEnd();

  /** Notes that the rest will not come: the connection is lost, too slow, or the body is malformed. */
  void onAborted();
}
