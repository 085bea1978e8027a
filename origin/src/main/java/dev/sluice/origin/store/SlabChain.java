package dev.sluice.origin.store;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * The slabs of one object, in the order of its bytes, which are the used prefixes of the slabs one after the other.
 *
 * <p>One writer appends while any thread reads; {@link #free} comes after both.
 */
final class SlabChain {
  private static final int[] NO_PAIRS = {};

  private final SlabPool pool;

  // The writer. Pairs of a slab and the offset in the object of its first byte; replaced, never
  // changed.
  private volatile int[] pairs = NO_PAIRS;

  SlabChain(SlabPool pool) {
    this.pool = pool;
  }

  void append(int slab, int startOffset) {
    int[] longer = Arrays.copyOf(pairs, pairs.length + 2);
    longer[longer.length - 2] = slab;
    longer[longer.length - 1] = startOffset;
    pairs = longer;
  }

  /** Hands out a range that is known to be readable, a slice a slab. */
  void slices(long offset, long length, Lease.SliceConsumer consumer) {
    int[] slabs = pairs;
    long endOffset = offset + length;
    for (int i = 0; i < slabs.length; i += 2) {
      int slabStart = slabs[i + 1];
      long slabEnd = i + 2 < slabs.length ? slabs[i + 3] : endOffset;
      long from = Math.max(offset, slabStart);
      long to = Math.min(endOffset, slabEnd);
      if (from < to) {
        consumer.accept(pool.slice(slabs[i], (int) (from - slabStart), (int) (to - from)));
      }
    }
  }

  /** Gives the slabs back. */
  void free() {
    int[] slabs = pairs;
    pairs = NO_PAIRS;
    for (int i = 0; i < slabs.length; i += 2) {
      pool.free(slabs[i]);
    }
  }

  void forEach(IntConsumer consumer) {
    int[] slabs = pairs;
    for (int i = 0; i < slabs.length; i += 2) {
      consumer.accept(slabs[i]);
    }
  }

  /** Returns the bytes that the slabs have. */
  long slabLength() {
    int[] slabs = pairs;
    long length = 0;
    for (int i = 0; i < slabs.length; i += 2) {
      length += SlabPool.slabLength(slabs[i]);
    }
    return length;
  }
}
