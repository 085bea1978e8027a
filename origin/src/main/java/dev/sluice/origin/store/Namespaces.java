package dev.sluice.origin.store;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/** Which namespaces there are. Any thread looks them up; changes are rare and wait for each other. */
final class Namespaces {
  private final Function<NamespaceSpec, Namespace> factory;
  private final long pushedRegionCount;
  private final ConcurrentMap<String, Namespace> byName = new ConcurrentHashMap<>();

  /**
   * Makes an empty set.
   *
   * @param pushedRegionCount regions that namespaces may have together
   */
  Namespaces(long pushedRegionCount, Function<NamespaceSpec, Namespace> factory) {
    this.pushedRegionCount = pushedRegionCount;
    this.factory = factory;
  }

  Optional<Namespace> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Returns all, in no order; a view. */
  Collection<Namespace> all() {
    return byName.values();
  }

  List<Namespace> sorted() {
    return byName.values().stream()
        .sorted(Comparator.comparing(Namespace::name))
        .toList();
  }

  /** Adds a namespace that has no capacity of its own. */
  void addUnbounded(Namespace namespace) {
    byName.put(namespace.name(), namespace);
  }

  synchronized Namespace create(NamespaceSpec spec) {
    if (byName.containsKey(spec.name())) {
      throw new IllegalArgumentException("name: " + spec.name() + " (expected: one not taken)");
    }
    checkCapacity(spec);
    Namespace namespace = factory.apply(spec);
    byName.put(spec.name(), namespace);
    return namespace;
  }

  synchronized Namespace replace(NamespaceSpec spec) {
    checkNotLive(spec.name());
    Namespace namespace = byName.get(spec.name());
    if (namespace == null) {
      throw new IllegalArgumentException("name: " + spec.name() + " (expected: a namespace)");
    }
    checkCapacity(spec);
    namespace.spec(spec);
    return namespace;
  }

  synchronized boolean remove(String name) {
    checkNotLive(name);
    Namespace namespace = byName.remove(name);
    if (namespace != null) {
      namespace.close();
    }
    return namespace != null;
  }

  /** Returns the regions that are promised to namespaces, but for one. */
  long promisedRegionCount(String exceptName) {
    return byName.values().stream()
        .filter(namespace -> !namespace.isLive() && !namespace.name().equals(exceptName))
        .mapToLong(namespace -> StoreMemory.regionsOf(namespace.spec().hotCapacity()))
        .sum();
  }

  private void checkCapacity(NamespaceSpec spec) {
    if (spec.maxObjectSize() > spec.hotCapacity()) {
      throw new IllegalArgumentException("maxObjectSize: " + spec.maxObjectSize()
          + " (expected: at most hotCapacity " + spec.hotCapacity() + ")");
    }
    long leftCount = pushedRegionCount - promisedRegionCount(spec.name());
    if (StoreMemory.regionsOf(spec.hotCapacity()) > leftCount) {
      throw new IllegalArgumentException(
          "hotCapacity: " + spec.hotCapacity() + " (expected: at most "
              + leftCount * Regions.REGION_LENGTH
              + ", which the reserve of live channels and the other namespaces leave of the pool)");
    }
  }

  private static void checkNotLive(String name) {
    if (name.equals(OriginStore.LIVE)) {
      throw new IllegalArgumentException("name: live (expected: not the one of live channels)");
    }
  }
}
