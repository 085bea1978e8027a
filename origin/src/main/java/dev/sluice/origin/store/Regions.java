package dev.sluice.origin.store;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntFunction;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The direct memory of a pool: a row of regions of equal length, each allocated when it is first needed and kept until
 * the pool closes.
 *
 * <p>Any thread; no locks: the free regions are the set bits of a bitmap. The only owner of the memory, and the only
 * place that frees it.
 */
final class Regions implements AutoCloseable {
  static final int REGION_LENGTH = SlabPool.MAX_SLAB_LENGTH;

  /** Result of {@link #take}: no region is free. */
  static final int NONE = -1;

  private static final Logger LOGGER = LoggerFactory.getLogger(Regions.class);

  // Set at construction.
  private final int count;
  private final IntFunction<ByteBuffer> allocator;

  // Written by the thread that allocates the region, before the compare-and-set that first shows it
  // to another.
  private final ByteBuffer[] allocations;
  private final UnsafeBuffer[] writable;
  private final ByteBuffer[] readOnly;

  // Any thread, by compare-and-set.
  private final AtomicLongArray freeBits;
  private final AtomicInteger begunCount = new AtomicInteger();
  private final AtomicInteger allocatedCount = new AtomicInteger();

  // Any thread; only ever set.
  private volatile boolean isRefused;
  private volatile boolean isClosed;

  Regions(int count, IntFunction<ByteBuffer> allocator) {
    this.count = count;
    this.allocator = allocator;
    allocations = new ByteBuffer[count];
    writable = new UnsafeBuffer[count];
    readOnly = new ByteBuffer[count];
    freeBits = new AtomicLongArray((count + Long.SIZE - 1) / Long.SIZE);
  }

  /** Takes the first free region, or allocates one; returns its number or {@link #NONE}. */
  int take() {
    if (isClosed) {
      return NONE;
    }
    int region = takeFree();
    return region == NONE ? allocate() : region;
  }

  void giveBack(int region) {
    freeBits.getAndAccumulate(region / Long.SIZE, 1L << region, (bits, bit) -> bits | bit);
    // Read after the bit is set: either close() sees the bit, or this sees that the pool is closed.
    if (isClosed) {
      freeMemory();
    }
  }

  /** Returns the bytes of a region that is taken. */
  UnsafeBuffer writable(int region) {
    return writable[region];
  }

  /** Returns a read-only view of the bytes of a region that is taken. */
  ByteBuffer readOnly(int region) {
    return readOnly[region];
  }

  int count() {
    return count;
  }

  /** Returns a number that is larger than that of every region that was ever taken. */
  int begunCount() {
    return begunCount.get();
  }

  int allocatedCount() {
    return allocatedCount.get();
  }

  /** Frees the memory of every free region; that of the others is freed when they are given back. */
  @Override
  public void close() {
    isClosed = true;
    freeMemory();
  }

  private int takeFree() {
    for (int word = 0; word < freeBits.length(); word++) {
      for (long bits = freeBits.get(word); bits != 0; bits = freeBits.get(word)) {
        long bit = Long.lowestOneBit(bits);
        if (freeBits.compareAndSet(word, bits, bits ^ bit)) {
          return word * Long.SIZE + Long.numberOfTrailingZeros(bit);
        }
      }
    }
    return NONE;
  }

  private int allocate() {
    if (isRefused) {
      return NONE;
    }
    int region = begunCount.getAndUpdate(begun -> Math.min(begun + 1, count));
    if (region == count) {
      return NONE;
    }
    try {
      allocate(region);
      return region;
    } catch (OutOfMemoryError e) {
      // The limit of the process is lower than the pool's: go on with what there is, and without
      // this region.
      isRefused = true;
      LOGGER.warn(
          "The process refused direct memory after {} of {} regions of {} bytes (see -XX:MaxDirectMemorySize): {}",
          allocatedCount,
          count,
          REGION_LENGTH,
          e.getMessage());
      return NONE;
    }
  }

  private void allocate(int region) {
    ByteBuffer allocation = allocator.apply(REGION_LENGTH + BitUtil.CACHE_LINE_LENGTH);
    ByteBuffer aligned = allocation.alignedSlice(BitUtil.CACHE_LINE_LENGTH).slice(0, REGION_LENGTH);
    allocations[region] = allocation;
    writable[region] = new UnsafeBuffer(aligned);
    readOnly[region] = aligned.asReadOnlyBuffer();
    allocatedCount.getAndIncrement();
    NativeMemory.REGIONS.increment();
  }

  private void freeMemory() {
    for (int region = takeFree(); region != NONE; region = takeFree()) {
      ByteBuffer allocation = allocations[region];
      allocations[region] = null;
      writable[region] = null;
      readOnly[region] = null;
      BufferUtil.free(allocation);
      allocatedCount.getAndDecrement();
      NativeMemory.REGIONS.decrement();
    }
  }
}
