package dev.sluice.origin;

import dev.sluice.origin.http.HttpContext;
import dev.sluice.origin.metrics.Metrics;
import dev.sluice.origin.store.StoreContext;
import java.util.Objects;

/** Settings of the origin: those of its store and of its HTTP server, and the registry that both report to. */
public final class OriginContext {
  private StoreContext store = new StoreContext();
  private HttpContext http = new HttpContext();
  private Metrics metrics = new Metrics();
  private boolean isConcluded;

  /** Sets the settings of the store. */
  public OriginContext store(StoreContext value) {
    checkNotConcluded();
    store = value;
    return this;
  }

  /** Returns the settings of the store. */
  public StoreContext store() {
    return store;
  }

  /** Sets the settings of the HTTP server; its store and its registry are set by the origin. */
  public OriginContext http(HttpContext value) {
    checkNotConcluded();
    http = value;
    return this;
  }

  /** Returns the settings of the HTTP server. */
  public HttpContext http() {
    return http;
  }

  /** Sets the registry of the process. */
  public OriginContext metrics(Metrics value) {
    checkNotConcluded();
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
    Objects.requireNonNull(metrics, "origin.metrics");
    isConcluded = true;
    return this;
  }

  private void checkNotConcluded() {
    if (isConcluded) {
      throw new IllegalStateException("settings are concluded");
    }
  }
}
