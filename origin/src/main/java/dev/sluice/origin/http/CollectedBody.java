package dev.sluice.origin.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Collects the body of a request in memory until it is whole; a longer one than is allowed is answered with 413.
 *
 * <p>Owns the memory and frees it at whichever end comes. Event loop of the exchange.
 */
public abstract class CollectedBody implements BodySink {
  private final Exchange exchange;
  private final int maxLength;
  private final ByteBuf bytes;

  /**
   * Makes an empty one.
   *
   * @param maxLength bytes
   * @param lengthHint bytes that most bodies do not exceed
   */
  protected CollectedBody(Exchange exchange, int maxLength, int lengthHint) {
    this.exchange = exchange;
    this.maxLength = maxLength;
    bytes = exchange.allocator().directBuffer(lengthHint);
  }

  /** Takes the body; the exchange is to be answered. */
  protected abstract void onWhole(byte[] body);

  @Override
  public void onBytes(ByteBuf more) {
    if (more.readableBytes() > maxLength - bytes.readableBytes()) {
      bytes.release();
      exchange.send(HttpError.TOO_LARGE);
    } else {
      bytes.writeBytes(more);
    }
  }

  @Override
  public final void onEnd() {
    byte[] body = ByteBufUtil.getBytes(bytes);
    bytes.release();
    onWhole(body);
  }

  @Override
  public final void onAborted() {
    bytes.release();
  }
}
