package dev.sluice.origin.http;

/** Answers the GET and HEAD requests of one path or of everything below it. Called on http threads; must not block. */
@FunctionalInterface
public interface PageHandler {
  /**
   * Answers a request.
   *
   * @param path decoded path of the request, without the query
   */
  Page handle(String path);
}
