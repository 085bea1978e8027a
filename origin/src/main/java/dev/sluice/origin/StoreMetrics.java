package dev.sluice.origin;

import dev.sluice.origin.metrics.Metrics;
import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.NamespaceUsage;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreCounters;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** What a scrape sees of the store and of each namespace; there are only so many, since each has memory of its own. */
final class StoreMetrics {
  private static final List<String> LABELS = List.of("namespace");

  private StoreMetrics() {}

  static void register(Metrics metrics, OriginStore store) {
    registerStore(metrics, store.counters());
    registerGauges(metrics, store);
    registerCounters(metrics, store);
  }

  private static void registerStore(Metrics metrics, StoreCounters counters) {
    metrics.gauge("sluice_store_objects", "Objects that a key leads to", counters::objects);
    metrics.gauge(
        "sluice_store_slab_bytes", "Bytes of slabs that are lent", counters::slabBytesLent);
    metrics.gauge(
        "sluice_store_pool_bytes",
        "Bytes of direct memory of the pool",
        counters::poolBytesAllocated);
    metrics.gauge(
        "sluice_store_pool_capacity_bytes",
        "Bytes that the pool may have",
        counters::poolBytesCapacity);
    metrics.gauge("sluice_store_leases", "Leases that readers hold", counters::leases);
    metrics.counter("sluice_store_expired", "Objects whose lifetime was over", counters::expired);
    metrics.counter("sluice_store_evicted", "Objects that made room for others", counters::evicted);
    metrics.counter(
        "sluice_store_uncopied",
        "Objects that made room and that the cold tier could not take",
        counters::uncopied);
    metrics.counter(
        "sluice_store_recalled", "Objects that came back from the cold tier", counters::recalled);
    metrics.counter(
        "sluice_store_exhausted_claims", "Claims that found no slab", counters::exhaustedClaims);
    metrics.counter(
        "sluice_store_too_large_claims", "Claims past the object size", counters::tooLargeClaims);
    metrics.counter(
        "sluice_store_written_bytes", "Bytes of objects that ended", counters::bytesWritten);
  }

  private static void registerGauges(Metrics metrics, OriginStore store) {
    metrics.gauges(
        "sluice_namespace_objects",
        "Objects in memory",
        LABELS,
        ofEach(store, NamespaceUsage::hotObjects));
    metrics.gauges(
        "sluice_namespace_bytes",
        "Bytes of slabs that they take",
        LABELS,
        ofEach(store, NamespaceUsage::hotBytes));
    metrics.gauges(
        "sluice_namespace_capacity_bytes",
        "Bytes of slabs that they may take",
        LABELS,
        emitter -> store
            .namespaces()
            .forEach(each -> emitter.emit(each.spec().hotCapacity(), each.name())));
    metrics.gauges(
        "sluice_namespace_cold_objects",
        "Objects in the cold tier",
        LABELS,
        ofEach(store, NamespaceUsage::coldObjects));
    metrics.gauges(
        "sluice_namespace_cold_bytes",
        "Bytes that they take there",
        LABELS,
        ofEach(store, NamespaceUsage::coldBytes));
  }

  private static void registerCounters(Metrics metrics, OriginStore store) {
    metrics.counters(
        "sluice_namespace_puts",
        "Objects that were put",
        LABELS,
        ofEach(store, NamespaceUsage::puts));
    metrics.counters(
        "sluice_namespace_gets",
        "Objects that were got",
        LABELS,
        ofEach(store, NamespaceUsage::gets));
    metrics.counters(
        "sluice_namespace_evictions",
        "Objects that left memory before their time",
        LABELS,
        ofEach(store, NamespaceUsage::evictions));
    metrics.counters(
        "sluice_namespace_expirations",
        "Objects whose lifetime was over",
        LABELS,
        ofEach(store, NamespaceUsage::expirations));
    metrics.counters(
        "sluice_namespace_full_claims",
        "Claims that were refused because nothing could go (507)",
        LABELS,
        ofEach(store, NamespaceUsage::fullClaims));
  }

  private static Consumer<Metrics.Emitter> ofEach(
      OriginStore store, ToLongFunction<NamespaceUsage> value) {
    return emitter -> {
      for (Namespace namespace : store.namespaces()) {
        emitter.emit(value.applyAsLong(namespace.usage()), namespace.name());
      }
    };
  }
}
