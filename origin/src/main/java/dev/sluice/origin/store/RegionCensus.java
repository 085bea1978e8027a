package dev.sluice.origin.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the regions of a pool in which nothing is but objects that may go. Used by one thread, once. */
final class RegionCensus {
  private final SlabPool pool;
  private final Map<Integer, Tenants> regions = new HashMap<>();

  RegionCensus(SlabPool pool) {
    this.pool = pool;
  }

  /** Counts the slabs of an object that may go, whose rank for eviction has been kept. */
  void add(StoredObject object) {
    object.forEachSlab(slab -> regions
        .computeIfAbsent(SlabPool.region(slab), region -> new Tenants(slab))
        .add(object));
  }

  /**
   * Returns the objects of each region that is whole without them, the region that was read longest ago first.
   *
   * @param maxCount most regions
   */
  List<List<StoredObject>> vacatable(long maxCount) {
    return regions.values().stream()
        .filter(tenants -> tenants.objects.size() == pool.lentCount(tenants.slab))
        .sorted(Comparator.comparingLong(tenants -> tenants.newestRankNs))
        .limit(maxCount)
        .map(tenants -> tenants.objects)
        .toList();
  }

  private static final class Tenants {
    private final int slab; // any of the region
    private final List<StoredObject> objects = new ArrayList<>(); // one for each slab
    private long newestRankNs = Long.MIN_VALUE;

    Tenants(int slab) {
      this.slab = slab;
    }

    void add(StoredObject object) {
      objects.add(object);
      newestRankNs = Math.max(newestRankNs, object.evictionRankNs());
    }
  }
}
