package dev.sluice.origin.http;

/** Answers every request below a path, whatever its method. Called on http threads; must not block. */
@FunctionalInterface
public interface RequestHandler {
  /**
   * Answers a request, now or later on the same event loop.
   *
   * @param path decoded path of the request, without the query
   */
  void handle(Exchange exchange, String path);
}
