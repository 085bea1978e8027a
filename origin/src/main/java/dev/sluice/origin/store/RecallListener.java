package dev.sluice.origin.store;

/** Learns what became of a {@link Namespace#recall}; exactly one of its methods is called, once. */
public interface RecallListener {
  /** Gets a lease on the object, which the listener closes. */
  void onRecalled(Lease lease);

  /** Learns that there is no object to be had. */
  void onMissed(RecallMiss reason);
}
