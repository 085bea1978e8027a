package dev.sluice.origin.http;

import dev.sluice.origin.http.semantics.RequestTarget;
import dev.sluice.origin.metrics.Metrics;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The one place that says which path and method lead where. Shared by all event loops; immutable.
 *
 * <p>In this order: exact pages, handlers, the longest prefix of pages.
 */
final class Router {
  private static final String NO_STORE = "no-store";
  private static final String PLAIN_TEXT = "text/plain; charset=utf-8";

  private final List<Map.Entry<String, RequestHandler>> handlers;
  private final Map<String, PageRoute> pages;
  private final List<Map.Entry<String, PageRoute>> prefixes;

  Router(HttpContext context) {
    pages = new HashMap<>(context.pages());
    handlers = longestFirst(context.handlers());
    prefixes = longestFirst(context.prefixes());
    addOwnPages(context);
  }

  /** Answers a request whose head was well-formed. */
  void route(Exchange exchange) {
    if (exchange.target().length() > RequestDecoder.MAX_REQUEST_LINE_LENGTH) {
      exchange.send(HttpError.URI_TOO_LONG);
      return;
    }
    Optional<String> path = RequestTarget.path(exchange.target());
    if (path.isPresent()) {
      route(exchange, path.get());
    } else if (HttpMethod.OPTIONS.equals(exchange.method())) {
      exchange.sendOptions(); // of the server as a whole
    } else {
      exchange.send(HttpError.BAD_PATH);
    }
  }

  private void route(Exchange exchange, String path) {
    HttpMethod method = exchange.method();
    boolean isRead = HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method);
    RequestHandler handler = pages.containsKey(path) ? null : handler(path);
    if (handler != null) {
      handler.handle(exchange, path);
    } else if (isRead) {
      readPage(exchange, path);
    } else if (HttpMethod.OPTIONS.equals(method)) {
      exchange.sendOptions();
    } else {
      exchange.sendMethodNotAllowed();
    }
  }

  private RequestHandler handler(String path) {
    for (Map.Entry<String, RequestHandler> handler : handlers) {
      String registered = handler.getKey();
      if (path.startsWith(registered)
          && (path.length() == registered.length() || path.charAt(registered.length()) == '/')) {
        return handler.getValue();
      }
    }
    return null;
  }

  private void readPage(Exchange exchange, String path) {
    PageRoute route = pageRoute(path);
    if (route == null) {
      exchange.send(HttpError.NOT_FOUND);
    } else if (!route.access().allows(exchange.peer())) {
      exchange.send(HttpError.FORBIDDEN);
    } else {
      PageResource.send(exchange, route.handler().handle(path));
    }
  }

  private PageRoute pageRoute(String path) {
    PageRoute exact = pages.get(path);
    if (exact != null) {
      return exact;
    }
    for (Map.Entry<String, PageRoute> prefix : prefixes) {
      if (path.startsWith(prefix.getKey())) {
        return prefix.getValue();
      }
    }
    return null;
  }

  private void addOwnPages(HttpContext context) {
    BooleanSupplier readiness = context.readiness();
    Metrics metrics = context.metrics();
    pages.put("/healthz", new PageRoute(Access.OPEN, path -> text(200, "ok")));
    pages.put(
        "/readyz",
        new PageRoute(
            Access.OPEN,
            path -> readiness.getAsBoolean() ? text(200, "ready") : text(503, "not ready")));
    if (context.metricsAccess() != Access.OFF) {
      pages.put(
          "/metrics",
          new PageRoute(
              context.metricsAccess(),
              path -> new Page(200, Metrics.CONTENT_TYPE, NO_STORE, metrics.scrape())));
    }
  }

  private static <T> List<Map.Entry<String, T>> longestFirst(Map<String, T> routes) {
    return routes.entrySet().stream()
        .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(entry -> -entry.getKey().length()))
        .toList();
  }

  private static Page text(int status, String text) {
    return new Page(status, PLAIN_TEXT, NO_STORE, text.getBytes(StandardCharsets.UTF_8));
  }
}
