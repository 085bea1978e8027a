package dev.sluice.origin.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes room in namespaces that run out of it: what was leased longest ago goes first, into the cold tier if there is one.
 *
 * <p>What is read, pinned, or listed by an object that {@linkplain ObjectWriter#pin pins} never goes. Used by the
 * {@code house} thread.
 */
final class Evictions {
  private static final Logger LOGGER = LoggerFactory.getLogger(Evictions.class);
  private static final long LOG_INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);
  private static final long FULL_LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int CENSUS_REST = 10; // times what a look at all regions takes

  private final Namespaces namespaces;
  private final Namespace live;
  private final StoreMemory memory;
  private final StoreCounters counters;
  private final List<StoredObject> candidates = new ArrayList<>();
  private boolean isQueueFull; // of the disk, so that what can stay is not offered again in a round
  private long nextCensusNs;
  private long nextLogNs;

  Evictions(OriginStore store, Namespaces namespaces) {
    this.namespaces = namespaces;
    memory = store.memory();
    counters = store.counters();
    live = store.live();
    nextCensusNs = store.nowNs();
    nextLogNs = store.nowNs();
  }

  /** Returns the number of objects that went or are about to. */
  int doWork(long nowNs) {
    int evictedCount = 0;
    isQueueFull = false;
    for (Namespace namespace : namespaces.all()) {
      evictedCount += relieve(namespace, nowNs);
    }
    return evictedCount + vacate(nowNs);
  }

  private int relieve(Namespace namespace, long nowNs) {
    MemoryShare share = namespace.memory();
    boolean isPressed = share.takePressure();
    boolean isMoreWanted = share.takeRequest() || isPressed;
    long free = share.expectedFreeLength();
    long lowWaterMark = share.lowWaterMark();
    if (free >= lowWaterMark && !isMoreWanted) {
      share.becameRoomy();
      return 0;
    }
    if (!share.isWorthALook(nowNs)) {
      return 0;
    }
    int evictedCount = isMoreWanted ? takeBackFromLive(namespace, isPressed) : 0;
    long neededFree = share.neededFreeLength(isPressed);
    // Twice the mark, so that the next claim does not ask again; more than is free now if that did
    // not help.
    evictedCount += evict(
        namespace,
        Math.max(2 * lowWaterMark, isMoreWanted ? free + Regions.REGION_LENGTH : 0),
        neededFree);
    if (evictedCount == 0 && share.leavingLength() == 0) {
      share.foundNothing(nowNs + FULL_LOOK_INTERVAL_NS);
    } else {
      share.becameRoomy();
    }
    if (isPressed) {
      log(namespace, evictedCount, nowNs);
    }
    return evictedCount;
  }

  /** Evicts live objects, if a namespace is within its capacity but live channels have borrowed the memory for it. */
  private int takeBackFromLive(Namespace namespace, boolean isPressed) {
    if (namespace.isLive() || namespace.memory().freeLength() < Regions.REGION_LENGTH) {
      return 0;
    }
    long promised = namespaces.promisedRegionCount(OriginStore.LIVE) * Regions.REGION_LENGTH;
    boolean isBorrowing = memory.live().lentLength() > memory.capacity() - promised;
    MemoryShare share = live.memory();
    // Beside what is about to leave already: that the disk may never take.
    return isBorrowing
        ? evict(
            live,
            share.expectedFreeLength() + Regions.REGION_LENGTH,
            share.neededFreeLength(isPressed))
        : 0;
  }

  /** Empties regions of the live channels that are lent in part, until there are enough for claims that need a whole one. */
  private int vacate(long nowNs) {
    MemoryShare share = live.memory();
    if (!share.isShortOfRegions() || nowNs - nextCensusNs < 0) {
      return 0;
    }
    RegionCensus census = new RegionCensus(share.pool());
    rankCandidates(live);
    candidates.forEach(census::add);
    candidates.clear();
    long wantedCount = StoreMemory.regionsOf(share.lowWaterMark() - memory.wholeLength());
    int evictedCount = 0;
    for (List<StoredObject> tenants : census.vacatable(wantedCount)) {
      for (StoredObject object : tenants) {
        if (isEvictable(object) && evict(object, share.isOutOfRegions())) {
          evictedCount++;
        }
      }
    }
    long endNs = live.nowNs();
    nextCensusNs = endNs + Math.max(FULL_LOOK_INTERVAL_NS, CENSUS_REST * (endNs - nowNs));
    return evictedCount;
  }

  /**
   * Evicts objects.
   *
   * @param wantedFree bytes that are to be free, or about to be
   * @param neededFree bytes for which objects go without the copy that they are worth, if no more of them can wait for one
   */
  private int evict(Namespace namespace, long wantedFree, long neededFree) {
    MemoryShare share = namespace.memory();
    rankCandidates(namespace);
    int evictedCount = 0;
    for (int i = 0; i < candidates.size() && share.expectedFreeLength() < wantedFree; i++) {
      if (evict(candidates.get(i), share.freeLength() < neededFree)) {
        evictedCount++;
      }
    }
    candidates.clear();
    return evictedCount;
  }

  private boolean evict(StoredObject object, boolean mayDrop) {
    Namespace namespace = object.namespace();
    Optional<ColdShelf> shelf = namespace.shelf().filter(cold -> cold.isWorthCopying(object));
    boolean isWorthAsking = mayDrop || !isQueueFull;
    if (shelf.isPresent() && isWorthAsking && namespace.memory().mayLeave()) {
      if (shelf.get().demote(object)) {
        return true;
      }
      isQueueFull = !object.isGone();
    }
    if (shelf.isPresent() && !mayDrop) {
      return false; // until the disk has taken more
    }
    // A copy that was made while the object's end was not known may end before it.
    namespace
        .shelf()
        .filter(cold -> cold.hasCopy(object))
        .ifPresent(cold -> cold.prolong(object.key(), object.remainingTtlMs()));
    boolean isEvicted = namespace.evict(object);
    if (isEvicted && shelf.isPresent()) {
      counters.uncopied.increment();
    }
    return isEvicted;
  }

  private void rankCandidates(Namespace namespace) {
    Set<String> pinned = new HashSet<>();
    namespace.objects().forEach(object -> pinned.addAll(object.pinnedKeys()));
    for (StoredObject object : namespace.objects()) {
      if (isEvictable(object) && !pinned.contains(object.key())) {
        object.rankForEviction();
        candidates.add(object);
      }
    }
    candidates.sort(Comparator.comparingLong(StoredObject::evictionRankNs));
  }

  private static boolean isEvictable(StoredObject object) {
    return object.hasLifetime()
        && !object.isLeased()
        && !object.isLeaving()
        && !object.isGone()
        && object.pinnedKeys().isEmpty();
  }

  private void log(Namespace namespace, int evictedCount, long nowNs) {
    if (nowNs - nextLogNs < 0) {
      return;
    }
    nextLogNs = nowNs + LOG_INTERVAL_NS;
    LOGGER.warn(
        "Namespace {} is full: it has {} bytes, {} of {} bytes of the store are lent, {} claims refused so far, "
            + "{} objects evicted now",
        namespace.name(),
        namespace.memory().usedLength(),
        memory.lentLength(),
        memory.capacity(),
        counters.exhaustedClaims() + counters.fullClaims(),
        evictedCount);
  }
}
