package dev.sluice.origin.http.storage;

import dev.sluice.origin.http.playlist.PlaylistCounters;
import dev.sluice.origin.metrics.Metrics;
import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.OriginStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the server keeps beside each namespace of the store. Any thread. */
final class PushedNamespaces implements AutoCloseable {
  private final OriginStore store;
  private final PlaylistCounters counters;
  private final StorageContext context;
  private final Map<String, PushedNamespace> known = new ConcurrentHashMap<>();

  PushedNamespaces(StorageContext context, PlaylistCounters counters) {
    this.counters = counters;
    this.context = context;
    store = context.store();
  }

  /** Returns a namespace, if the store has it. */
  Optional<PushedNamespace> find(String name) {
    return store.namespace(name).map(this::beside);
  }

  /** Registers what is counted of each namespace. */
  void registerOn(Metrics metrics) {
    metrics.counters(
        "sluice_namespace_rate_limited",
        "Requests that came too soon (429)",
        List.of("namespace", "access"),
        emitter -> known.forEach((name, pushed) -> {
          emitter.emit(pushed.limitedReads(), name, "read");
          emitter.emit(pushed.limitedWrites(), name, "write");
        }));
  }

  /** Does what is due; called by the house thread. */
  int doWork() {
    int workCount = 0;
    for (PushedNamespace pushed : known.values()) {
      if (isCurrent(pushed)) {
        workCount += pushed.guard().doWork();
      } else if (known.remove(pushed.namespace().name(), pushed)) {
        pushed.close();
      }
    }
    return workCount;
  }

  @Override
  public void close() {
    known.values().forEach(PushedNamespace::close);
  }

  private PushedNamespace beside(Namespace namespace) {
    PushedNamespace pushed = known.get(namespace.name());
    return pushed != null && pushed.namespace() == namespace
        ? pushed
        : known.compute(namespace.name(), (name, former) -> replace(former, namespace));
  }

  private PushedNamespace replace(PushedNamespace former, Namespace namespace) {
    if (former != null && former.namespace() == namespace) {
      return former;
    }
    if (former != null) {
      former.close();
    }
    return new PushedNamespace(namespace, counters, context);
  }

  private boolean isCurrent(PushedNamespace pushed) {
    return store.namespace(pushed.namespace().name()).orElse(null) == pushed.namespace();
  }
}
