package dev.sluice.origin.http.control;

import dev.sluice.origin.http.BodySink;
import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.HttpError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.function.Consumer;

/** Collects the small body of a control request and answers what it is told to, or 400 with the reason it is given. */
final class JsonBody implements BodySink {
  private static final int MAX_LENGTH = 16 * 1024;
  private static final int LENGTH_HINT = 512;

  private final Exchange exchange;
  private final Consumer<byte[]> request;
  private final ByteBuf text;

  private JsonBody(Exchange exchange, Consumer<byte[]> request) {
    this.exchange = exchange;
    this.request = request;
    text = exchange.allocator().directBuffer(LENGTH_HINT);
  }

  /**
   * Takes the body of an exchange; one that says that it is too long is refused before it comes.
   *
   * @param request answers the exchange; an {@link IllegalArgumentException} of it becomes a 400
   */
  static void receive(Exchange exchange, Consumer<byte[]> request) {
    if (exchange.contentLength() > MAX_LENGTH) {
      exchange.send(HttpError.TOO_LARGE);
    } else {
      exchange.receive(new JsonBody(exchange, request));
    }
  }

  @Override
  public void onBytes(ByteBuf bytes) {
    if (bytes.readableBytes() > MAX_LENGTH - text.readableBytes()) {
      text.release();
      exchange.send(HttpError.TOO_LARGE);
    } else {
      text.writeBytes(bytes);
    }
  }

  @Override
  public void onEnd() {
    byte[] bytes = ByteBufUtil.getBytes(text);
    text.release();
    JsonPages.answer(exchange, () -> request.accept(bytes));
  }

  @Override
  public void onAborted() {
    text.release();
  }
}
