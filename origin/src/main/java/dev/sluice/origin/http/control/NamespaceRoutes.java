package dev.sluice.origin.http.control;

import dev.sluice.origin.auth.Authorizer.Permission;
import dev.sluice.origin.http.Credential;
import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.HttpError;
import dev.sluice.origin.http.Page;
import dev.sluice.origin.http.Permissions;
import dev.sluice.origin.http.RequestHandler;
import dev.sluice.origin.http.semantics.RequestTarget;
import dev.sluice.origin.http.storage.NamespaceSaver;
import dev.sluice.origin.http.storage.StorageContext;
import dev.sluice.origin.store.ListedObject;
import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.OriginStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists, makes, changes and removes namespaces, and lists what is in one. For administrators only. */
final class NamespaceRoutes implements RequestHandler {
  static final String PATH = "/api/v1/namespaces";

  private static final String ALL_METHODS = "GET, HEAD, PUT, DELETE, OPTIONS";
  private static final String READ_METHODS = "GET, HEAD, OPTIONS";
  private static final String OBJECTS = "/objects";
  private static final int LIMIT_DEFAULT = 100;
  private static final int MAX_LIMIT_DIGITS = 6;

  private final OriginStore store;
  private final Permissions permissions;
  private final NamespaceSaver saver;
  private final EpochClock clock;

  NamespaceRoutes(StorageContext context) {
    store = context.store();
    permissions = new Permissions(context.authorizer());
    saver = context.namespaceSaver();
    clock = context.epochClock();
  }

  @Override
  public void handle(Exchange exchange, String path) {
    String rest = path.length() <= PATH.length() + 1 ? "" : path.substring(PATH.length() + 1);
    boolean isListing = rest.endsWith(OBJECTS);
    String name = isListing ? rest.substring(0, rest.length() - OBJECTS.length()) : rest;
    boolean isWritable = !name.isEmpty() && !isListing;
    String methods = isWritable ? ALL_METHODS : READ_METHODS;
    String method = exchange.method().name();
    if (method.equals("OPTIONS")) {
      exchange.sendOptions(methods);
    } else if (permissions.check(
        exchange, Permission.ADMIN, name, /* key= */ "", Credential.of(exchange))) {
      switch (method) {
        case "GET", "HEAD" -> JsonPages.answer(exchange, () -> read(exchange, name, isListing));
        case "PUT", "DELETE" -> write(exchange, method, name, isWritable);
        default -> exchange.sendMethodNotAllowed(methods);
      }
    }
  }

  private void write(Exchange exchange, String method, String name, boolean isWritable) {
    if (!isWritable) {
      exchange.sendMethodNotAllowed(READ_METHODS);
    } else if (method.equals("PUT")) {
      JsonBody.receive(exchange, body -> put(exchange, name, JsonPages.read(body)));
    } else {
      JsonPages.answer(exchange, () -> delete(exchange, name));
    }
  }

  private void read(Exchange exchange, String name, boolean isListing) {
    if (name.isEmpty()) {
      ObjectNode document = JsonPages.object();
      ArrayNode namespaces = document.putArray("namespaces");
      store.namespaces().forEach(namespace -> namespaces.add(NamespaceDocument.of(namespace)));
      exchange.send(JsonPages.page(200, document));
      return;
    }
    Optional<Namespace> namespace = store.namespace(name);
    if (namespace.isEmpty()) {
      exchange.send(HttpError.NOT_FOUND);
    } else {
      exchange.send(JsonPages.page(
          200,
          isListing
              ? objects(namespace.get(), exchange.target())
              : NamespaceDocument.of(namespace.get())));
    }
  }

  private void put(Exchange exchange, String name, ObjectNode document) {
    Optional<Namespace> current = store.namespace(name);
    Namespace namespace = current.isPresent()
        ? store.replace(NamespaceDocument.replaced(current.get().spec(), document))
        : store.create(NamespaceDocument.created(name, document));
    int status = current.isPresent() ? 200 : 201;
    whenKept(
        exchange, () -> exchange.send(JsonPages.page(status, NamespaceDocument.of(namespace))));
  }

  private void delete(Exchange exchange, String name) {
    if (store.remove(name)) {
      whenKept(exchange, exchange::sendNoContent);
    } else {
      exchange.send(HttpError.NOT_FOUND);
    }
  }

  /** Answers a change that is in effect already as soon as the next process will know of it. */
  private void whenKept(Exchange exchange, Runnable answer) {
    saver.save(isKept -> {
      try {
        exchange.loop().execute(isKept ? answer : () -> exchange.send(notKept()));
      } catch (RejectedExecutionException e) {
        // The loop has ended, and its connections with it: nobody waits for the answer.
      }
    });
  }

  private static Page notKept() {
    return JsonPages.page(
        503,
        JsonPages.object()
            .put("error", "not_kept")
            .put("detail", "the change is in effect, but could not be kept for the next start"));
  }

  private ObjectNode objects(Namespace namespace, String target) {
    int limit = limit(target);
    List<ListedObject> page = namespace.list(text(target, "prefix"), text(target, "after"), limit);
    ObjectNode document = JsonPages.object();
    ArrayNode objects = document.putArray("objects");
    for (ListedObject listed : page) {
      ObjectNode object = objects
          .addObject()
          .put("key", listed.key())
          .put("size", listed.length())
          .put("age_seconds", seconds(clock.time() - listed.lastModifiedEpochMs()))
          .put("cold", listed.isCold());
      if (listed.remainingTtlMs() == ObjectSpec.PINNED) {
        object.putNull("ttl_seconds");
      } else {
        object.put("ttl_seconds", seconds(listed.remainingTtlMs()));
      }
    }
    if (page.size() == limit) {
      document.put("next", page.get(limit - 1).key());
    } else {
      document.putNull("next");
    }
    return document;
  }

  private static long seconds(long ms) {
    return TimeUnit.MILLISECONDS.toSeconds(Math.max(0, ms));
  }

  private static int limit(String target) {
    String digits = RequestTarget.parameter(target, "limit").orElse("" + LIMIT_DEFAULT);
    boolean isNumber = !digits.isEmpty()
        && digits.length() <= MAX_LIMIT_DIGITS
        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    int limit = isNumber ? Integer.parseInt(digits) : 0;
    if (limit < 1 || limit > Namespace.MAX_PAGE_LENGTH) {
      throw new IllegalArgumentException(
          "limit: is not in its range (expected: 1 to " + Namespace.MAX_PAGE_LENGTH + ")");
    }
    return limit;
  }

  private static String text(String target, String name) {
    return RequestTarget.decoded(
            RequestTarget.parameter(target, name).orElse("").replace("+", "%20"))
        .orElseThrow(() -> new IllegalArgumentException(name + ": is malformed"));
  }
}
