package dev.sluice.origin.http.live;

import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.RequestHandler;
import dev.sluice.origin.store.OriginStore;

/** The live channels for everybody. */
public final class LiveRoutes implements RequestHandler {
  /** What the paths of the channels begin with. */
  public static final String PATH = "/" + OriginStore.LIVE;

  private static final String METHODS = "GET, HEAD, OPTIONS";

  private final LiveObjects live;

  /** Makes the routes to what the channels have. */
  public LiveRoutes(LiveObjects live) {
    this.live = live;
  }

  @Override
  public void handle(Exchange exchange, String path) {
    switch (exchange.method().name()) {
      case "GET", "HEAD" -> live.read(exchange, key(path), /* queryToken= */ "", exchange::send);
      case "OPTIONS" -> exchange.sendOptions(METHODS);
      default -> exchange.sendMethodNotAllowed(METHODS);
    }
  }

  private static String key(String path) {
    return path.length() == PATH.length() ? "" : path.substring(PATH.length() + 1);
  }
}
