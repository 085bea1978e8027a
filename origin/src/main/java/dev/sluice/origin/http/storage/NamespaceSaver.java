package dev.sluice.origin.http.storage;

/** Keeps the namespaces that the control API makes, changes and removes, for the next process. Any thread. */
@FunctionalInterface
public interface NamespaceSaver {
  /** Keeps nothing: the namespaces of a process end with it. */
  NamespaceSaver NONE = listener -> listener.onSaved(true);

  /** Has the namespaces kept as the store has them now. Never blocks. */
  void save(Listener listener);

  /** Who waits for that. */
  @FunctionalInterface
  interface Listener {
    /** Learns, once and on any thread, whether they are kept. */
    void onSaved(boolean isKept);
  }
}
