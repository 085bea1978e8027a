package dev.sluice.origin.store;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Lends blocks of direct memory of three sizes from one bounded pool.
 *
 * <p>A region is carved into slabs of one {@link SlabClass}; each class has a bitmap a region whose bits are the free
 * slabs. Taking and giving back are one compare-and-set of that bitmap. Whoever gives back the last slab of a region sets
 * its bitmap to zero instead and so owns the region, which then may be carved for another class. Since a set bit always
 * means "this slab, of this class, is free", it does not matter what happened to the region between reading and setting.
 *
 * <p>Low regions are preferred, so that the high ones empty and become whole again.
 *
 * <p>Any thread; no locks. A slab is an int: {@code region << 8 | class << 6 | index}.
 */
final class SlabPool {
  /** Length of the largest slab in bytes. */
  static final int MAX_SLAB_LENGTH = 512 * 1024;

  /** Result of {@link #take}: no slab is free. */
  static final int EXHAUSTED = -1;

  static final int MAX_REGION_COUNT = 1 << 23;

  private static final int INDEX_BITS = 6;
  private static final int CLASS_BITS = 2;

  // Set at construction.
  private final Regions regions;
  private final int maxRegionCount;

  // Any thread, by compare-and-set.
  private final AtomicInteger regionCount = new AtomicInteger();
  private final AtomicLongArray[] freeSlabs = new AtomicLongArray[SlabClass.count()];
  private final AtomicLong lentLength = new AtomicLong();
  // Where the search begins, most often the lowest region with a free slab: a stale one costs time,
  // nothing else.
  private final AtomicIntegerArray hints = new AtomicIntegerArray(SlabClass.count());

  /**
   * Lends from regions that other pools share. None holds a region of another, so that one with many small slabs does not
   * break up the memory of the rest.
   *
   * @param maxRegionCount most regions that this pool holds at once
   */
  SlabPool(Regions regions, int maxRegionCount) {
    this.regions = regions;
    this.maxRegionCount = maxRegionCount;
    for (int i = 0; i < freeSlabs.length; i++) {
      freeSlabs[i] = new AtomicLongArray(regions.count());
    }
  }

  /**
   * Takes a slab of the preferred class, or of another when there is none.
   *
   * @param minLength bytes that it must have, at most those of the preferred class
   * @return the slab, or {@link #EXHAUSTED}
   */
  int take(SlabClass preferred, int minLength) {
    int slab = EXHAUSTED;
    for (int i = preferred.ordinal(); slab == EXHAUSTED && i < SlabClass.count(); i++) {
      slab = take(SlabClass.at(i));
    }
    for (int i = preferred.ordinal() - 1; slab == EXHAUSTED && i >= 0; i--) {
      SlabClass smaller = SlabClass.at(i);
      slab = smaller.slabLength() >= minLength ? take(smaller) : EXHAUSTED;
    }
    return slab;
  }

  /**
   * Gives a slab back; nothing may touch its bytes any more.
   *
   * @throws IllegalStateException if it is found not to be lent
   */
  void free(int slab) {
    SlabClass slabClass = slabClass(slab);
    AtomicLongArray bitmaps = freeSlabs[slabClass.ordinal()];
    int region = region(slab);
    long bit = 1L << index(slab);
    boolean isRegionFree;
    long bits;
    do {
      bits = bitmaps.get(region);
      if ((bits & bit) != 0) {
        throw new IllegalStateException("slab is not lent: " + Integer.toHexString(slab));
      }
      isRegionFree = (bits | bit) == slabClass.allFree();
    } while (!bitmaps.compareAndSet(region, bits, isRegionFree ? 0 : bits | bit));
    lentLength.addAndGet(-slabClass.slabLength());
    NativeMemory.SLABS.decrement();
    if (isRegionFree) {
      regionCount.getAndDecrement(); // before it is back, so that whoever finds it may take it
      regions.giveBack(region);
    } else if (region < hints.getOpaque(slabClass.ordinal())) {
      hints.setOpaque(slabClass.ordinal(), region);
    }
  }

  /** Returns the bytes of a slab. */
  static int slabLength(int slab) {
    return slabClass(slab).slabLength();
  }

  /** Points a view at the bytes of a slab. */
  void wrap(int slab, UnsafeBuffer view) {
    view.wrap(regions.writable(region(slab)), offset(slab), slabClass(slab).slabLength());
  }

  /** Returns a read-only view of some bytes of a slab. */
  ByteBuffer slice(int slab, int offset, int length) {
    return regions.readOnly(region(slab)).slice(offset(slab) + offset, length);
  }

  long capacity() {
    return (long) maxRegionCount * Regions.REGION_LENGTH;
  }

  /** Returns the bytes of the regions that it holds, lent or not. */
  long heldLength() {
    return (long) regionCount.get() * Regions.REGION_LENGTH;
  }

  long lentLength() {
    return lentLength.get();
  }

  /** Returns how many slabs are lent of the region of one that is. */
  int lentCount(int slab) {
    SlabClass slabClass = slabClass(slab);
    long freeBits = freeSlabs[slabClass.ordinal()].get(region(slab));
    return Long.bitCount(slabClass.allFree() ^ freeBits);
  }

  /** Returns the number of the region of a slab. */
  static int region(int slab) {
    return slab >>> (INDEX_BITS + CLASS_BITS);
  }

  private int take(SlabClass slabClass) {
    int slab = takeCarved(slabClass);
    return slab == EXHAUSTED ? carve(slabClass) : slab;
  }

  private int takeCarved(SlabClass slabClass) {
    AtomicLongArray bitmaps = freeSlabs[slabClass.ordinal()];
    int searchedCount = slabClass.isWholeRegion() ? 0 : regions.begunCount();
    int hint = hints.getOpaque(slabClass.ordinal());
    for (int i = 0; i < searchedCount; i++) {
      int region = hint + i < searchedCount ? hint + i : hint + i - searchedCount;
      for (long bits = bitmaps.get(region); bits != 0; bits = bitmaps.get(region)) {
        long bit = Long.lowestOneBit(bits);
        if (bitmaps.compareAndSet(region, bits, bits ^ bit)) {
          return lend(region, slabClass, Long.numberOfTrailingZeros(bit));
        }
      }
    }
    return EXHAUSTED;
  }

  private int carve(SlabClass slabClass) {
    if (regionCount.getAndIncrement() >= maxRegionCount) {
      regionCount.getAndDecrement();
      return EXHAUSTED;
    }
    int region = regions.take();
    if (region == Regions.NONE) {
      regionCount.getAndDecrement();
      return EXHAUSTED;
    }
    freeSlabs[slabClass.ordinal()].set(region, slabClass.allFree() ^ 1L);
    return lend(region, slabClass, 0);
  }

  private int lend(int region, SlabClass slabClass, int index) {
    hints.setOpaque(slabClass.ordinal(), region);
    lentLength.addAndGet(slabClass.slabLength());
    NativeMemory.SLABS.increment();
    return region << (INDEX_BITS + CLASS_BITS) | slabClass.ordinal() << INDEX_BITS | index;
  }

  private static SlabClass slabClass(int slab) {
    return SlabClass.at(slab >> INDEX_BITS & ((1 << CLASS_BITS) - 1));
  }

  private static int index(int slab) {
    return slab & ((1 << INDEX_BITS) - 1);
  }

  private static int offset(int slab) {
    return index(slab) * slabClass(slab).slabLength();
  }
}
