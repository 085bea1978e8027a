package dev.sluice.origin.store;

import java.util.concurrent.atomic.LongAdder;

/** What all stores of the process hold together, so that a leak shows even when its store is closed and forgotten. */
final class NativeMemory {
  /** Regions of direct memory that are allocated. */
  static final LongAdder REGIONS = new LongAdder();
  /** Slabs that are lent to objects. */
  static final LongAdder SLABS = new LongAdder();
  /** Leases that are open. */
  static final LongAdder LEASES = new LongAdder();

  private NativeMemory() {}
}
