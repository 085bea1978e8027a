package dev.sluice.origin.store;

import dev.sluice.origin.tier.ColdEntry;
import dev.sluice.origin.tier.ColdTier;
import dev.sluice.origin.tier.ColdUsage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * What the cold tier holds of one namespace, and the objects that are on their way back from there.
 *
 * <p>An object is in memory, or in the tier, or both: it stays in memory until its copy can be found, and its copy stays
 * when it comes back. What replaces or removes an object does so in memory first and then here.
 */
final class ColdShelf {
  private static final long MIN_REMAINING_TTL_MS = 1000; // less is not worth a file

  private static final long LAST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final ColdTier tier;
  private final Namespace namespace;
  private final ConcurrentMap<String, Recall> recalls = new ConcurrentHashMap<>();
  private final AtomicLong copyingLength = new AtomicLong();

  ColdShelf(ColdTier tier, Namespace namespace) {
    this.tier = tier;
    this.namespace = namespace;
  }

  boolean isHolding(String key) {
    return tier.isHolding(namespace.name(), key);
  }

  /** Lets a copy stay for at least a time from now on; returns whether there is one. */
  boolean prolong(String key, long ttlMs) {
    return tier.prolong(namespace.name(), key, tier.nowEpochMs() + ttlMs);
  }

  /** Returns the milliseconds until the lifetime of a copy is over, 0 or less if it is. */
  long remainingTtlMs(ColdEntry copy) {
    return copy.expiryEpochMs() - tier.nowEpochMs();
  }

  /** Returns whether an object would be lost that is not copied before it leaves memory. */
  boolean isWorthCopying(StoredObject object) {
    return !hasCopy(object)
        && object.hasLifetime()
        && object.remainingTtlMs() >= MIN_REMAINING_TTL_MS;
  }

  /** Returns whether the tier has the same object. */
  boolean hasCopy(StoredObject object) {
    return object.copyExpiryEpochMs() != StoredObject.UNCOPIED && isHolding(object.key());
  }

  /**
   * Has a complete object copied while it stays in memory, or its copy stay; returns whether there is nothing left to ask for.
   * The house thread, or whoever closes the origin.
   */
  boolean preserve(StoredObject object, long ttlMs, long spareMs) {
    long expiryEpochMs = tier.nowEpochMs() + ttlMs;
    boolean isOnItsWay = object.isLeaving() || object.isGone();
    if (isOnItsWay || object.copyExpiryEpochMs() >= expiryEpochMs) {
      return true;
    }
    if (!hasCopy(object)) {
      return copy(object, expiryEpochMs + spareMs);
    }
    object.copyExpiryEpochMs(expiryEpochMs + spareMs);
    return prolong(object.key(), ttlMs + spareMs);
  }

  /** What waits for its copy cannot be evicted, so that only so much may wait. */
  private boolean copy(StoredObject object, long expiryEpochMs) {
    long waitingLength = copyingLength.get();
    boolean hasRoom = waitingLength == 0
        || waitingLength + object.chargedLength() <= namespace.memory().lowWaterMark();
    if (!hasRoom || !object.tryRetain()) {
      return false;
    }
    Preservation preservation = new Preservation(this, object, expiryEpochMs);
    boolean isTaken = tier.copy(preservation);
    if (!isTaken) {
      preservation.onRefused();
    }
    return isTaken;
  }

  /** Learns that the bytes of an object wait for the disk, or with a negative number that they do no more. */
  void copying(long bytes) {
    copyingLength.getAndAdd(bytes);
  }

  /**
   * Has a complete object copied, after which it leaves memory; returns whether it will. The house thread, or whoever closes
   * the store.
   */
  boolean demote(StoredObject object) {
    if (!object.tryRetain()) {
      return false;
    }
    Demotion demotion = new Demotion(object, tier.nowEpochMs() + object.remainingTtlMs());
    boolean isTaken = tier.copy(demotion);
    if (!isTaken) {
      demotion.end();
    }
    return isTaken;
  }

  /** Has an object copied when the store closes, and waits while the tier's queue is full, but not for ever. */
  void demoteLast(StoredObject object, long deadlineNs) {
    boolean isWanted = object.isComplete() && isWorthCopying(object) && !object.isLeaving();
    while (isWanted && !demote(object) && System.nanoTime() - deadlineNs < 0) {
      LockSupport.parkNanos(LAST_PAUSE_NS);
    }
  }

  /**
   * Lets go of the copy under a key, and of one that is on its way back.
   *
   * @return whether there was any: it may have come to memory a moment ago
   */
  boolean forget(String key) {
    boolean wasHeld = tier.delete(namespace.name(), key);
    Recall recall = recalls.get(key);
    return recall != null && recall.cancel() || wasHeld;
  }

  void forgetAll() {
    tier.deleteAll(namespace.name());
    recalls.values().forEach(Recall::cancel);
  }

  /** Asks for an object as {@link Namespace#recall}. */
  boolean recall(String key, Executor loop, RecallListener listener) {
    if (!isHolding(key)) {
      return false;
    }
    Recall.Waiter waiter = new Recall.Waiter(loop, listener);
    Recall fresh = new Recall(this, namespace, key);
    Recall joined = recalls.compute(key, (same, current) -> {
      Recall recall = current == null || current.isCancelled() ? fresh : current;
      recall.add(waiter);
      return recall;
    });
    if (joined == fresh && !tier.read(namespace.name(), key, fresh)) {
      fresh.end(RecallMiss.BUSY);
    }
    return true;
  }

  /** Lets nobody join a recall any more. */
  void close(Recall recall) {
    recalls.remove(recall.key(), recall);
  }

  ColdUsage usage() {
    return tier.usage(namespace.name());
  }

  void forEach(Consumer<ColdEntry> consumer) {
    tier.forEach(namespace.name(), consumer);
  }
}
