package dev.sluice.origin.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.IntConsumer;

/**
 * The bytes of one object, and who still needs them.
 *
 * <p>Counted: its writer, its key and every lease hold one reference each. The slabs go back to the pool when the last
 * one is released, and only then.
 */
final class StoredObject {
  /** Deadline of an object that is pinned. */
  static final long NEVER_NS = Long.MAX_VALUE;
  /** Expiry of a copy that there never was. */
  static final long UNCOPIED = 0;

  // What an object takes of the heap without its text, rounded up; and how much scarcer that is
  // than the pool.
  private static final long HEAP_LENGTH = 640;
  private static final long KEY_HEAP_LENGTH = 96; // of a pinned one, without its text
  private static final long CHARGE_PER_HEAP_BYTE = 8;

  private enum State {
    OPEN,
    COMPLETE,
    ABORTED
  }

  private static final AtomicIntegerFieldUpdater<StoredObject> REFERENCES =
      AtomicIntegerFieldUpdater.newUpdater(StoredObject.class, "references");
  private static final AtomicReferenceFieldUpdater<StoredObject, StoredObject> HIDDEN =
      AtomicReferenceFieldUpdater.newUpdater(StoredObject.class, StoredObject.class, "hidden");

  // Set at construction.
  private final Namespace namespace;
  private final String key;
  private final ObjectSpec spec;
  private final String etag;
  private final SlabChain slabs;
  private final GrowthListeners listeners = new GrowthListeners();

  // The writer; its other stores are published by these.
  private volatile long publishedLength;
  private volatile State state = State.OPEN;
  private volatile long lastModifiedEpochMs;
  private StoredObject gzip;
  private long chargedLength; // own bytes only

  // Any thread, by compare-and-set.
  private volatile int references = 1;
  private volatile StoredObject hidden;

  // Any thread; the last to write wins.
  private volatile long lastLeasedNs;
  private volatile long deadlineNs = NEVER_NS;
  private volatile boolean isGone;
  private volatile Set<String> pinnedKeys = Set.of();
  private volatile boolean isLeaving;
  private volatile long copyExpiryEpochMs;
  private Object attachment; // immutable, so that a reader sees all of it or nothing

  // House thread.
  private int heapPlace = DeadlineHeap.NOWHERE;
  private long evictionRankNs;

  /**
   * Makes an object without bytes.
   *
   * @param copyExpiryEpochMs until when the cold tier has the same object, or {@link #UNCOPIED}
   */
  StoredObject(
      Namespace namespace, String key, ObjectSpec spec, String etag, long copyExpiryEpochMs) {
    this.namespace = namespace;
    this.key = key;
    this.spec = spec;
    this.etag = etag;
    this.copyExpiryEpochMs = copyExpiryEpochMs;
    slabs = new SlabChain(namespace.memory().pool());
  }

  Namespace namespace() {
    return namespace;
  }

  String key() {
    return key;
  }

  /** Returns whether this belongs to another object and has no key. */
  boolean isRepresentation() {
    return key.isEmpty();
  }

  ObjectSpec spec() {
    return spec;
  }

  String etag() {
    return etag;
  }

  long lastModifiedEpochMs() {
    return lastModifiedEpochMs;
  }

  void lastModifiedEpochMs(long epochMs) {
    lastModifiedEpochMs = epochMs;
  }

  long length() {
    return publishedLength;
  }

  boolean isComplete() {
    return state == State.COMPLETE;
  }

  boolean isAborted() {
    return state == State.ABORTED;
  }

  /** Returns the gzip representation, or null. Read after {@link #isComplete()}. */
  StoredObject gzip() {
    return gzip;
  }

  // What the writer does, in the order of its calls.

  /**
   * Returns what the object costs its namespace at least: a small slab, or if it has much text, what that takes of the heap,
   * which is the scarcer memory.
   */
  long leastCharge() {
    long heapLength = HEAP_LENGTH + key.length() + spec.heapLength();
    for (String pinnedKey : pinnedKeys) {
      heapLength += KEY_HEAP_LENGTH + pinnedKey.length();
    }
    return Math.max(SlabClass.SMALL.slabLength(), CHARGE_PER_HEAP_BYTE * heapLength);
  }

  boolean isCharged() {
    return chargedLength > 0;
  }

  /** Notes that the namespace has been charged so much for it. */
  void charged(long bytes) {
    chargedLength = bytes;
  }

  /** Returns the bytes that were charged and not used for slabs. */
  long creditLength() {
    return chargedLength - slabs.slabLength();
  }

  /** Appends a slab, for which the namespace was charged what the credit did not cover. */
  void addSlab(int slab, int startOffset) {
    slabs.append(slab, startOffset);
    chargedLength = Math.max(chargedLength, slabs.slabLength());
  }

  /**
   * Makes bytes readable.
   *
   * <p>The store is volatile, not only a release, because the listeners are read after it: a reader subscribes and then
   * reads the length, so one of the two always sees the other.
   */
  void publish(long length) {
    publishedLength = length;
    listeners.wake();
  }

  /** Ends the object; it takes over the writer's reference of the gzip representation, which may be null. */
  void complete(long length, StoredObject gzipRepresentation, long epochMs) {
    chargeRest();
    gzip = gzipRepresentation;
    lastModifiedEpochMs = epochMs;
    publishedLength = length;
    state = State.COMPLETE;
    listeners.wake();
  }

  void abort() {
    isGone = true;
    state = State.ABORTED;
    listeners.wake();
  }

  // References.

  /** Takes a reference, unless the last one is released already. */
  boolean tryRetain() {
    int count = references;
    while (count > 0 && !REFERENCES.compareAndSet(this, count, count + 1)) {
      count = references;
    }
    return count > 0;
  }

  void release() {
    int count = REFERENCES.decrementAndGet(this);
    if (count == 0) {
      free();
    } else if (count < 0) {
      throw new IllegalStateException("released too often: " + key);
    }
  }

  boolean isLeased() {
    return references > 1;
  }

  // Lifetime.

  long deadlineNs() {
    return deadlineNs;
  }

  void deadlineNs(long deadlineNs) {
    this.deadlineNs = deadlineNs;
  }

  boolean hasLifetime() {
    return deadlineNs != NEVER_NS;
  }

  /** Returns the milliseconds until the lifetime is over, at least 0, or {@link ObjectSpec#PINNED}. */
  long remainingTtlMs() {
    long deadline = deadlineNs;
    return deadline == NEVER_NS
        ? ObjectSpec.PINNED
        : Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - namespace.nowNs()));
  }

  Set<String> pinnedKeys() {
    return pinnedKeys;
  }

  void pinnedKeys(Set<String> keys) {
    pinnedKeys = keys;
  }

  /** Returns whether the object is being copied to the cold tier, after which it leaves memory. */
  boolean isLeaving() {
    return isLeaving;
  }

  void isLeaving(boolean value) {
    isLeaving = value;
  }

  /** Returns until when the cold tier was asked to have the same object, which it may have lost, or {@link #UNCOPIED}. */
  long copyExpiryEpochMs() {
    return copyExpiryEpochMs;
  }

  void copyExpiryEpochMs(long epochMs) {
    copyExpiryEpochMs = epochMs;
  }

  void leasedAt(long nowNs) {
    lastLeasedNs = nowNs;
  }

  /** Returns whether the object must not be found under its key (any more). */
  boolean isGone() {
    return isGone;
  }

  void markGone() {
    isGone = true;
  }

  /** Keeps what the key led to before this object began to grow under it; null if that is nothing. */
  void hide(StoredObject former) {
    hidden = former;
  }

  /** Returns what this object hides, or null. */
  StoredObject hidden() {
    return hidden;
  }

  /** Returns what this object hides, or null, to whoever asks first: that one ends it or gives it back its key. */
  StoredObject takeHidden() {
    return HIDDEN.getAndSet(this, null);
  }

  /** Undoes {@link #markGone()} for an object that gets its key back before it ends. */
  void markBack() {
    isGone = false;
  }

  /** Returns the place among the objects that have a deadline, or {@link DeadlineHeap#NOWHERE}. */
  int heapPlace() {
    return heapPlace;
  }

  void heapPlace(int place) {
    heapPlace = place;
  }

  long evictionRankNs() {
    return evictionRankNs;
  }

  /** Hands out the slabs that its end gives back, those of the gzip representation included. */
  void forEachSlab(IntConsumer consumer) {
    slabs.forEach(consumer);
    if (gzip != null) {
      gzip.forEachSlab(consumer);
    }
  }

  /** Keeps the time of the last lease for the order of eviction, since it may change while objects are sorted. */
  void rankForEviction() {
    evictionRankNs = lastLeasedNs;
  }

  // What readers do.

  Object attachment() {
    return attachment;
  }

  void attach(Object value) {
    attachment = value;
  }

  void slices(long offset, long length, Lease.SliceConsumer consumer) {
    Objects.checkFromIndexSize(offset, length, publishedLength);
    slabs.slices(offset, length, consumer);
  }

  /** Returns all bytes of a complete object in order, for whoever holds a reference of it. */
  List<ByteBuffer> slices() {
    List<ByteBuffer> slices = new ArrayList<>();
    slices(0, publishedLength, slices::add);
    return slices;
  }

  GrowthListeners listeners() {
    return listeners;
  }

  /** Returns the bytes that its end gives back, those of the gzip representation of a complete object included. */
  long chargedLength() {
    return chargedLength + (gzip == null ? 0 : gzip.chargedLength());
  }

  /** Charges what no claim has: all that an object without bytes takes, and what came later to another. */
  private void chargeRest() {
    long rest = leastCharge() - chargedLength;
    if (rest > 0) {
      namespace.memory().charge(rest);
      chargedLength += rest;
    }
  }

  private void free() {
    slabs.free();
    namespace.memory().gaveBack(chargedLength);
    if (gzip != null) {
      gzip.release();
    }
  }
}
