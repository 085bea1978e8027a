package dev.sluice.origin.store;

import java.nio.ByteBuffer;

/**
 * The memory of a store: regions from which two pools lend, one for the live channels and one for all other namespaces.
 *
 * <p>The second may hold only so many regions that the reserve of the first is always free for it; the first may hold
 * every region that is free. Any thread.
 */
final class StoreMemory implements AutoCloseable {
  private final Regions regions;
  private final SlabPool live;
  private final SlabPool pushed;
  private final long liveLowWaterMark;

  StoreMemory(StoreContext context) {
    int regionCount = (int) (context.hotCapacity() / Regions.REGION_LENGTH);
    int reservedCount = Math.min(regionCount, (int) regionsOf(context.liveReserve()));
    liveLowWaterMark = context.lowWaterMark();
    regions = new Regions(regionCount, ByteBuffer::allocateDirect);
    live = new SlabPool(regions, regionCount);
    pushed = new SlabPool(regions, regionCount - reservedCount);
  }

  /** Returns how many regions hold so many bytes. */
  static long regionsOf(long bytes) {
    return (bytes + Regions.REGION_LENGTH - 1) / Regions.REGION_LENGTH;
  }

  SlabPool live() {
    return live;
  }

  SlabPool pushed() {
    return pushed;
  }

  /** Returns the bytes that live channels could take now. */
  long liveFreeLength() {
    return capacity() - pushed.heldLength() - live.lentLength();
  }

  /** Returns the bytes of the regions of which nothing is lent, which any pool could take now. */
  long wholeLength() {
    return capacity() - pushed.heldLength() - live.heldLength();
  }

  /** Returns the bytes below which {@link #liveFreeLength} is too little. */
  long liveLowWaterMark() {
    return liveLowWaterMark;
  }

  long capacity() {
    return (long) regions.count() * Regions.REGION_LENGTH;
  }

  long allocatedLength() {
    return (long) regions.allocatedCount() * Regions.REGION_LENGTH;
  }

  long lentLength() {
    return live.lentLength() + pushed.lentLength();
  }

  /** Frees what is not lent; the rest when it comes back. */
  @Override
  public void close() {
    regions.close();
  }
}
