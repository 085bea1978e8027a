package dev.sluice.origin;

import dev.sluice.origin.http.HttpContext;
import dev.sluice.origin.http.storage.StorageContext;
import dev.sluice.origin.live.dvr.JournalSpec;
import dev.sluice.origin.metrics.Metrics;
import dev.sluice.origin.store.StoreContext;
import java.util.Objects;
import java.util.Optional;

/**
 * Settings of the origin: those of its store, its HTTP server, its storage API and its journals, and the registry that all
 * report to.
 */
public final class OriginContext {
  private StoreContext store = new StoreContext();
  private HttpContext http = new HttpContext();
  private StorageContext storage = new StorageContext();
  private Optional<JournalSpec> journal = Optional.empty();
  private Metrics metrics = new Metrics();
  private boolean isConcluded;

  /** Sets the settings of the store. */
  public OriginContext store(StoreContext value) {
    Checks.notConcluded(isConcluded);
    store = value;
    return this;
  }

  /** Returns the settings of the store. */
  public StoreContext store() {
    return store;
  }

  /** Sets the settings of the HTTP server; its registry is set by the origin. */
  public OriginContext http(HttpContext value) {
    Checks.notConcluded(isConcluded);
    http = value;
    return this;
  }

  /** Returns the settings of the HTTP server. */
  public HttpContext http() {
    return http;
  }

  /** Sets the settings of the storage API; its store, its playlists and its registry are set by the origin. */
  public OriginContext storage(StorageContext value) {
    Checks.notConcluded(isConcluded);
    storage = value;
    return this;
  }

  /** Returns the settings of the storage API. */
  public StorageContext storage() {
    return storage;
  }

  /** Sets where recordings are kept beyond the process; without it, they end with it. Of use with a cold tier of the store. */
  public OriginContext journal(JournalSpec value) {
    Checks.notConcluded(isConcluded);
    journal = Optional.of(value);
    return this;
  }

  /** Returns where recordings are kept beyond the process. */
  public Optional<JournalSpec> journal() {
    return journal;
  }

  /** Sets the registry of the process. */
  public OriginContext metrics(Metrics value) {
    Checks.notConcluded(isConcluded);
    metrics = value;
    return this;
  }

  /** Returns the registry of the process. */
  public Metrics metrics() {
    return metrics;
  }

  /** Checks that nothing is missing and freezes the settings; those of the parts are checked when they start. */
  public OriginContext conclude() {
    Objects.requireNonNull(store, "origin.store");
    Objects.requireNonNull(http, "origin.http");
    Objects.requireNonNull(storage, "origin.storage");
    Objects.requireNonNull(metrics, "origin.metrics");
    isConcluded = true;
    return this;
  }
}
