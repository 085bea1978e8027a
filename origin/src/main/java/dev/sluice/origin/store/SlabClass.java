package dev.sluice.origin.store;

/** Lengths of the slabs that a region can be carved into. */
enum SlabClass {
  SMALL(8 * 1024),
  MEDIUM(64 * 1024),
  LARGE(SlabPool.MAX_SLAB_LENGTH);

  private static final SlabClass[] VALUES = values();

  private final int slabLength;
  private final long allFree;

  SlabClass(int slabLength) {
    this.slabLength = slabLength;
    allFree = -1L >>> (Long.SIZE - Regions.REGION_LENGTH / slabLength);
  }

  /**
   * Returns the class that wastes least for an object of which so many bytes are still to come.
   *
   * @param minLength bytes that a slab of the class must have, at most those of {@link #LARGE}
   */
  static SlabClass of(int remainingLength, int minLength) {
    if (remainingLength > LARGE.slabLength / 2 || minLength > MEDIUM.slabLength) {
      return LARGE;
    }
    return remainingLength > MEDIUM.slabLength / 2 || minLength > SMALL.slabLength ? MEDIUM : SMALL;
  }

  /** Returns this class, or the largest below it that fits some room and still has so many bytes. */
  SlabClass within(long room, int minLength) {
    SlabClass fitting = this;
    while (fitting.slabLength > room
        && fitting != SMALL
        && at(fitting.ordinal() - 1).slabLength >= minLength) {
      fitting = at(fitting.ordinal() - 1);
    }
    return fitting;
  }

  static SlabClass at(int ordinal) {
    return VALUES[ordinal];
  }

  static int count() {
    return VALUES.length;
  }

  int slabLength() {
    return slabLength;
  }

  /** Returns the bitmap of a region of which no slab is lent. */
  long allFree() {
    return allFree;
  }

  /** Returns whether a region is one slab, so that a region of this class never has a free one. */
  boolean isWholeRegion() {
    return slabLength == Regions.REGION_LENGTH;
  }
}
