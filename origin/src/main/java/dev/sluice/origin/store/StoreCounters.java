package dev.sluice.origin.store;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts of the store, each readable by any thread. */
public final class StoreCounters {
  final LongAdder leases = new LongAdder();
  final LongAdder expired = new LongAdder();
  final LongAdder evicted = new LongAdder();
  final LongAdder uncopied = new LongAdder();
  final LongAdder recalled = new LongAdder();
  final LongAdder exhaustedClaims = new LongAdder();
  final LongAdder fullClaims = new LongAdder();
  final LongAdder tooLargeClaims = new LongAdder();
  final LongAdder bytesWritten = new LongAdder();

  private final StoreMemory memory;
  private final LongSupplier objects;

  StoreCounters(StoreMemory memory, LongSupplier objects) {
    this.memory = memory;
    this.objects = objects;
  }

  /** Returns the number of objects that a key leads to. */
  public long objects() {
    return objects.getAsLong();
  }

  /** Returns the bytes of slabs that are lent. */
  public long slabBytesLent() {
    return memory.lentLength();
  }

  /** Returns the bytes of direct memory that the pool holds; it grows as needed and falls when the store closes. */
  public long poolBytesAllocated() {
    return memory.allocatedLength();
  }

  /** Returns the bytes of direct memory that the pool may hold. */
  public long poolBytesCapacity() {
    return memory.capacity();
  }

  /** Returns the number of leases that readers hold. */
  public long leases() {
    return leases.sum();
  }

  /** Returns how many objects went because their lifetime was over. */
  public long expired() {
    return expired.sum();
  }

  /** Returns how many objects went before the end of their lifetime to make room. */
  public long evicted() {
    return evicted.sum();
  }

  /** Returns how many of those went although there is a cold tier, which could not take them: its queue or the disk. */
  public long uncopied() {
    return uncopied.sum();
  }

  /** Returns how many objects came back from the cold tier. */
  public long recalled() {
    return recalled.sum();
  }

  /** Returns how many claims found no room at that moment. */
  public long exhaustedClaims() {
    return exhaustedClaims.sum();
  }

  /** Returns how many claims found no room in a namespace in which nothing could be evicted. */
  public long fullClaims() {
    return fullClaims.sum();
  }

  /** Returns how many claims would have made an object larger than the limit. */
  public long tooLargeClaims() {
    return tooLargeClaims.sum();
  }

  /** Returns the bytes of objects that ended, committed or not. */
  public long bytesWritten() {
    return bytesWritten.sum();
  }
}
