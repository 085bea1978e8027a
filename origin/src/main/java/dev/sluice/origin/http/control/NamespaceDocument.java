package dev.sluice.origin.http.control;

import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.NamespaceSpec;
import dev.sluice.origin.store.NamespaceUsage;
import dev.sluice.origin.store.RateLimit;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** A namespace as JSON: its limits with their units, as they can be put, and what it holds in bytes and counts. */
final class NamespaceDocument {
  private static final String NAME = "name";
  private static final String HOT_CAPACITY = "hot_capacity";
  private static final String MAX_OBJECT_SIZE = "max_object_size";
  private static final String DEFAULT_TTL = "default_ttl";
  private static final String MAX_TTL = "max_ttl";
  private static final String GUARD = "guard";
  private static final String READ_OPERATIONS = "read_operations_per_second";
  private static final String READ_BYTES = "read_bytes_per_second";
  private static final String WRITE_OPERATIONS = "write_operations_per_second";
  private static final String WRITE_BYTES = "write_bytes_per_second";
  private static final List<String> KEYS = List.of(
      HOT_CAPACITY,
      MAX_OBJECT_SIZE,
      DEFAULT_TTL,
      MAX_TTL,
      GUARD,
      READ_OPERATIONS,
      READ_BYTES,
      WRITE_OPERATIONS,
      WRITE_BYTES);
  private static final List<String> ALL_KEYS =
      Stream.concat(Stream.of(NAME), KEYS.stream()).toList();
  private static final long UNSET = -1;

  private NamespaceDocument() {}

  /**
   * Reads the limits of a new namespace; what is not said has its default, but the capacity must be said.
   *
   * @throws IllegalArgumentException naming the key that is wrong
   */
  static NamespaceSpec created(String name, ObjectNode document) {
    long hotCapacity = new JsonValues(document, KEYS).size(HOT_CAPACITY, UNSET);
    if (hotCapacity == UNSET) {
      throw new IllegalArgumentException(HOT_CAPACITY + ": is missing (expected: e.g. 64MiB)");
    }
    // The default size of objects must not keep a small namespace from being made.
    int maxObjectSize = (int) Math.min(hotCapacity, NamespaceSpec.MAX_OBJECT_SIZE_DEFAULT);
    return replaced(
        new NamespaceSpec(
            name,
            Math.max(hotCapacity, 1),
            Math.max(maxObjectSize, 1),
            NamespaceSpec.DEFAULT_TTL_MS_DEFAULT,
            NamespaceSpec.MAX_TTL_MS_DEFAULT,
            /* isGuarded= */ true,
            RateLimit.NONE,
            RateLimit.NONE),
        document);
  }

  /**
   * Reads the limits of a namespace that exists; what is not said stays as it is.
   *
   * @throws IllegalArgumentException naming the key that is wrong
   */
  static NamespaceSpec replaced(NamespaceSpec current, ObjectNode document) {
    JsonValues values = new JsonValues(document, KEYS);
    long maxObjectSize = values.size(MAX_OBJECT_SIZE, current.maxObjectSize());
    return new NamespaceSpec(
        current.name(),
        values.size(HOT_CAPACITY, current.hotCapacity()),
        (int) Math.min(maxObjectSize, Integer.MAX_VALUE),
        values.durationMs(DEFAULT_TTL, current.defaultTtlMs()),
        values.durationMs(MAX_TTL, current.maxTtlMs()),
        values.flag(GUARD, current.isGuarded()),
        limit(values, READ_OPERATIONS, READ_BYTES, current.readLimit()),
        limit(values, WRITE_OPERATIONS, WRITE_BYTES, current.writeLimit()));
  }

  /**
   * Reads what {@link #of(NamespaceSpec)} wrote.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  static NamespaceSpec read(ObjectNode document) {
    String name = new JsonValues(document, ALL_KEYS).text(NAME, "");
    return created(name, document.without(NAME));
  }

  /** Returns the limits of a namespace. */
  static ObjectNode of(NamespaceSpec spec) {
    return JsonPages.object()
        .put(NAME, spec.name())
        .put(HOT_CAPACITY, JsonValues.sizeText(spec.hotCapacity()))
        .put(MAX_OBJECT_SIZE, JsonValues.sizeText(spec.maxObjectSize()))
        .put(DEFAULT_TTL, JsonValues.durationText(spec.defaultTtlMs()))
        .put(MAX_TTL, JsonValues.durationText(spec.maxTtlMs()))
        .put(GUARD, spec.isGuarded())
        .put(READ_OPERATIONS, spec.readLimit().operationsPerSecond())
        .put(READ_BYTES, JsonValues.sizeText(spec.readLimit().bytesPerSecond()))
        .put(WRITE_OPERATIONS, spec.writeLimit().operationsPerSecond())
        .put(WRITE_BYTES, JsonValues.sizeText(spec.writeLimit().bytesPerSecond()));
  }

  /** Returns the limits of a namespace and what it holds. */
  static ObjectNode of(Namespace namespace) {
    NamespaceUsage usage = namespace.usage();
    ObjectNode document = of(namespace.spec());
    document
        .putObject("usage")
        .put("hot_objects", usage.hotObjects())
        .put("hot_bytes", usage.hotBytes())
        .put("cold_objects", usage.coldObjects())
        .put("cold_bytes", usage.coldBytes())
        .put("puts", usage.puts())
        .put("gets", usage.gets())
        .put("evictions", usage.evictions())
        .put("expirations", usage.expirations())
        .put("full_claims", usage.fullClaims());
    return document;
  }

  private static RateLimit limit(
      JsonValues values, String operations, String bytes, RateLimit current) {
    return new RateLimit(
        values.number(operations, current.operationsPerSecond()),
        values.size(bytes, current.bytesPerSecond()));
  }
}
