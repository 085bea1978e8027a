package dev.sluice.origin.store;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that one namespace takes and may take: the slabs of its objects, and for each object so much at least that
 * their number, and with it what they take of the heap, is bounded, too.
 *
 * <p>A claim that is refused puts the share under pressure. The house thread looks for it, evicts, and notes when there is
 * nothing to evict, so that the next claim knows that waiting is in vain.
 */
final class MemoryShare {
  private static final int LOW_WATER_DIVISOR = 16;
  private static final int LEAVING_SHARES = 4;
  private static final int LIVE_LEAVING_DIVISOR = 2;
  private static final int LIVE_SHORT_DIVISOR = 4;
  private static final int REGIONS_SHORT_DIVISOR = 2;
  private static final long UNBOUNDED = Long.MAX_VALUE;

  // Set at construction.
  private final StoreMemory memory;
  private final StoreCounters storeCounters;
  private final NamespaceCounters counters;
  private final boolean isLive;
  private final SlabPool pool;

  // Whoever sets the limits of the namespace.
  private volatile long capacity;

  // Any thread.
  private final AtomicLong usedLength = new AtomicLong();
  private final AtomicLong leavingLength = new AtomicLong();

  // Any thread sets, the house thread clears.
  private volatile boolean isPressed;
  private volatile boolean isAsked;

  // House thread.
  private volatile boolean isFull;
  private long nextLookNs;

  /**
   * Makes the share of a namespace.
   *
   * @param isLive whether it may take whatever is free; if not, it has a capacity
   */
  MemoryShare(
      StoreMemory memory, StoreCounters storeCounters, NamespaceCounters counters, boolean isLive) {
    this.memory = memory;
    this.storeCounters = storeCounters;
    this.counters = counters;
    this.isLive = isLive;
    pool = isLive ? memory.live() : memory.pushed();
    capacity = UNBOUNDED;
  }

  /** Sets the most bytes that are charged; without effect on live. */
  void capacity(long bytes) {
    if (!isLive) {
      capacity = bytes;
    }
  }

  SlabPool pool() {
    return pool;
  }

  // What writers and the last of the readers do.

  /**
   * Charges an object's bytes, if there is room for them.
   *
   * @return 0, {@link ObjectWriter#EXHAUSTED} or {@link ObjectWriter#FULL}
   */
  int tryCharge(long bytes) {
    return hasCharged(bytes) ? 0 : refuse();
  }

  /** Charges the bytes of an object that is there already. */
  void charge(long bytes) {
    usedLength.getAndAdd(bytes);
  }

  /**
   * Takes a slab of the preferred class, or of another when there is none or no room for it.
   *
   * @param minLength bytes that it must have, at most those of the preferred class
   * @param creditLength bytes of it that are charged already
   * @return the slab, {@link ObjectWriter#EXHAUSTED} or {@link ObjectWriter#FULL}
   */
  int take(SlabClass preferred, int minLength, long creditLength) {
    long room = capacity - usedLength.get() + creditLength;
    if (room < minLength) {
      return refuse();
    }
    int slab = pool.take(preferred.within(room, minLength), minLength);
    if (slab == SlabPool.EXHAUSTED) {
      return refuse();
    }
    if (!hasCharged(Math.max(0, SlabPool.slabLength(slab) - creditLength))) {
      pool.free(slab);
      return refuse();
    }
    return slab;
  }

  /**
   * Returns whether an object is to come back from the cold tier: half of the low-water mark stays for writers. Where nothing
   * can go, the claim says what there is.
   */
  boolean hasRoomToRecall(long length) {
    return isFull || freeLength() >= Math.min(length + lowWaterMark() / 2, capacity);
  }

  /** Returns whether more of an object that comes back may be claimed: the last regions stay for what is live. */
  boolean mayRecall() {
    return !isLive || !isOutOfRegions();
  }

  /** Asks the house thread for room for an object that is to come back, unless something leaves already. */
  void askForRoom() {
    if (leavingLength() == 0) {
      isAsked = true;
    }
  }

  /** Learns that an object has ended. */
  void gaveBack(long bytes) {
    usedLength.getAndAdd(-bytes);
  }

  /** Learns that an object is about to leave memory, or with a negative number that it has or will not. */
  void leaving(long bytes) {
    leavingLength.getAndAdd(bytes);
  }

  // What the house thread does.

  /** Returns whether a claim was refused since the last call. */
  boolean takePressure() {
    boolean wasPressed = isPressed;
    if (wasPressed) {
      isPressed = false;
    }
    return wasPressed;
  }

  /** Returns whether room was {@linkplain #askForRoom asked for} since the last call. */
  boolean takeRequest() {
    boolean wasAsked = isAsked;
    if (wasAsked) {
      isAsked = false;
    }
    return wasAsked;
  }

  /** Learns that there is room, or will be. */
  void becameRoomy() {
    if (isFull) {
      isFull = false;
    }
  }

  /** Learns that nothing can be evicted, and when to look again. */
  void foundNothing(long nextLookNs) {
    this.nextLookNs = nextLookNs;
    isFull = true;
  }

  boolean isWorthALook(long nowNs) {
    return !isFull || nowNs - nextLookNs >= 0;
  }

  long usedLength() {
    return usedLength.get();
  }

  long leavingLength() {
    return leavingLength.get();
  }

  /** Returns the bytes that can be claimed; negative after the capacity was lowered. */
  long freeLength() {
    return isLive ? memory.liveFreeLength() : capacity - usedLength.get();
  }

  /** Returns the bytes that can be claimed now, or soon if the disk does not fall behind. */
  long expectedFreeLength() {
    long leaving = leavingLength();
    return freeLength() + (isLive ? Math.min(leaving, leavingBound()) : leaving);
  }

  /** Returns whether large claims may soon find no region that is whole, as small objects have a part of each. */
  boolean isShortOfRegions() {
    return memory.wholeLength() < lowWaterMark() / REGIONS_SHORT_DIVISOR;
  }

  /** Returns whether so few are whole that claims would wait for the disk, so that objects go without a copy. */
  boolean isOutOfRegions() {
    return memory.wholeLength() < lowWaterMark() / LIVE_SHORT_DIVISOR;
  }

  /** Returns whether another object may wait for the disk: what does so still takes memory, so that only so much may. */
  boolean mayLeave() {
    return leavingLength() < leavingBound();
  }

  /**
   * Returns the bytes that have to be free at once, whether or not what makes room for them was copied. Live claims do not
   * wait for the disk: when a quarter of the low-water mark is free, it has had its time. Others wait, as long as more may
   * leave.
   */
  long neededFreeLength(boolean isPressed) {
    if (!isLive) {
      return UNBOUNDED;
    }
    long free = freeLength();
    if (free < lowWaterMark() / LIVE_SHORT_DIVISOR) {
      return lowWaterMark();
    }
    return isPressed && !mayLeave() ? free + Regions.REGION_LENGTH : 0;
  }

  /** Returns the free bytes below which objects are evicted. */
  long lowWaterMark() {
    return isLive ? memory.liveLowWaterMark() : capacity / LOW_WATER_DIVISOR;
  }

  private long leavingBound() {
    return isLive
        ? lowWaterMark() / LIVE_LEAVING_DIVISOR
        : LEAVING_SHARES * lowWaterMark() + Regions.REGION_LENGTH;
  }

  private boolean hasCharged(long bytes) {
    boolean fits = usedLength.addAndGet(bytes) <= capacity;
    if (!fits) {
      gaveBack(bytes);
    }
    return fits;
  }

  private int refuse() {
    if (!isPressed) {
      isPressed = true;
    }
    if (isFull && !isLive) {
      counters.fullClaims.increment();
      storeCounters.fullClaims.increment();
      return ObjectWriter.FULL;
    }
    storeCounters.exhaustedClaims.increment();
    return ObjectWriter.EXHAUSTED;
  }
}
