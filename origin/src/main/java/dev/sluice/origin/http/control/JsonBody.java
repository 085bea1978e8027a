package dev.sluice.origin.http.control;

import dev.sluice.origin.http.CollectedBody;
import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.HttpError;
import java.util.function.Consumer;

/** Collects the small body of a control request and answers what it is told to, or 400 with the reason it is given. */
final class JsonBody extends CollectedBody {
  private static final int MAX_LENGTH = 16 * 1024;
  private static final int LENGTH_HINT = 512;

  private final Exchange exchange;
  private final Consumer<byte[]> request;

  private JsonBody(Exchange exchange, Consumer<byte[]> request) {
    super(exchange, MAX_LENGTH, LENGTH_HINT);
    this.exchange = exchange;
    this.request = request;
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
  protected void onWhole(byte[] body) {
    JsonPages.answer(exchange, () -> request.accept(body));
  }
}
