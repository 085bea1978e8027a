package dev.sluice.origin.http;

import dev.sluice.origin.http.semantics.RequestTarget;
import dev.sluice.origin.metrics.Metrics;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.OriginStore;
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
 * <p>In this order: objects of the live channels, objects of a namespace, exact pages, the longest prefix of pages.
 */
final class Router {
  private static final String LIVE_PREFIX = "/" + OriginStore.LIVE + "/";
  private static final String CACHE_PREFIX = "/cache/";
  private static final String NO_STORE = "no-store";
  private static final String PLAIN_TEXT = "text/plain; charset=utf-8";

  private final OriginStore store;
  private final Map<String, PageRoute> pages;
  private final List<Map.Entry<String, PageRoute>> prefixes;

  Router(HttpContext context) {
    store = context.store();
    pages = new HashMap<>(context.pages());
    prefixes = context.prefixes().entrySet().stream()
        .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(entry -> -entry.getKey().length()))
        .toList();
    addOwnPages(context);
  }

  /** Answers a request whose head was well-formed. */
  void route(Exchange exchange) {
    HttpMethod method = exchange.method();
    if (HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method)) {
      RequestTarget.path(exchange.target())
          .ifPresentOrElse(path -> read(exchange, path), () -> exchange.send(HttpError.BAD_PATH));
    } else if (HttpMethod.OPTIONS.equals(method)) {
      exchange.sendOptions();
    } else {
      exchange.send(HttpError.METHOD_NOT_ALLOWED);
    }
  }

  private void read(Exchange exchange, String path) {
    if (path.startsWith(LIVE_PREFIX)) {
      readObject(exchange, store.live().lease(path.substring(LIVE_PREFIX.length())));
    } else if (path.startsWith(CACHE_PREFIX)) {
      readObject(exchange, cached(path));
    } else {
      readPage(exchange, path);
    }
  }

  private Optional<Lease> cached(String path) {
    int slash = path.indexOf('/', CACHE_PREFIX.length());
    if (slash < 0) {
      return Optional.empty();
    }
    Optional<Namespace> namespace = store.namespace(path.substring(CACHE_PREFIX.length(), slash));
    return namespace.flatMap(found -> found.lease(path.substring(slash + 1)));
  }

  private static void readObject(Exchange exchange, Optional<Lease> lease) {
    if (lease.isPresent()) {
      ObjectResource.send(exchange, lease.get());
    } else {
      exchange.send(HttpError.NOT_FOUND);
    }
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

  private static Page text(int status, String text) {
    return new Page(status, PLAIN_TEXT, NO_STORE, text.getBytes(StandardCharsets.UTF_8));
  }
}
