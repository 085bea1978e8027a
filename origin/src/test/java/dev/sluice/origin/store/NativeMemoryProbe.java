package dev.sluice.origin.store;

/**
 * What the stores of this process hold at a moment, for tests that compare two.
 *
 * @param regions blocks of direct memory: a store that was used and is not closed holds some
 * @param slabs slabs lent to objects
 * @param leases leases not closed
 */
public record NativeMemoryProbe(long regions, long slabs, long leases) {
  /** Looks at the counts now. */
  public static NativeMemoryProbe now() {
    return new NativeMemoryProbe(
        NativeMemory.REGIONS.sum(), NativeMemory.SLABS.sum(), NativeMemory.LEASES.sum());
  }
}
