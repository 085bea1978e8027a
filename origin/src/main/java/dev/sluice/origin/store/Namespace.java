package dev.sluice.origin.store;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A set of keys with their own limits. Any thread may call it. */
public final class Namespace {
  private static final String NO_KEY = "";
  private static final long MAX_TTL_MS = TimeUnit.DAYS.toMillis(365 * 100);

  private final OriginStore store;
  private final String name;
  private final int maxObjectSize;
  private final ConcurrentHashMap<String, StoredObject> objects = new ConcurrentHashMap<>();

  Namespace(OriginStore store, String name, int maxObjectSize) {
    this.store = store;
    this.name = name;
    this.maxObjectSize = maxObjectSize;
  }

  /** Returns the name, as in the URL. */
  public String name() {
    return name;
  }

  /** Returns a lease on the object under a key, if there is one that readers may see. The caller closes it. */
  public Optional<Lease> lease(String key) {
    for (StoredObject object = objects.get(key); object != null; object = objects.get(key)) {
      // An object keeps its key's reference for as long as the key leads to it: if it is gone, the
      // key changed.
      if (object.tryRetain()) {
        object.leasedAt(store.nowNs());
        return Optional.of(new Lease(object, store.counters().leases));
      }
    }
    return Optional.empty();
  }

  /**
   * Begins a new object under a key. What the key held before stays readable as {@link ObjectSpec} says.
   *
   * @param key not empty
   * @throws IllegalStateException if the store is closed
   */
  public ObjectWriter begin(String key, ObjectSpec spec) {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("key: is empty (expected: at least one character)");
    }
    StoredObject object = create(key, spec);
    if (spec.visibility() == ObjectSpec.Visibility.WHOLE) {
      return new ObjectWriter(store, object, null);
    }
    object.tryRetain(); // the key's reference, beside the writer's
    return new ObjectWriter(store, object, put(object));
  }

  /** Begins a representation without a key of its own, to be given to {@link ObjectWriter#commit(ObjectWriter)}. */
  public ObjectWriter beginRepresentation(ObjectSpec spec) {
    return new ObjectWriter(store, create(NO_KEY, spec), null);
  }

  /**
   * Gives an object that was pinned a lifetime from now on; without effect if there is none.
   *
   * @param ttlMs milliseconds, at least 1
   */
  public void expireAfter(String key, long ttlMs) {
    if (ttlMs < 1) {
      throw new IllegalArgumentException("ttlMs: " + ttlMs + " (expected: >= 1)");
    }
    StoredObject object = objects.get(key);
    if (object != null) {
      expireAfter(object, ttlMs);
    }
  }

  /** Removes an object at once; readers that hold a lease finish. Returns whether there was one. */
  public boolean remove(String key) {
    StoredObject object = objects.remove(key);
    if (object != null) {
      retire(object);
    }
    return object != null;
  }

  int maxObjectSize() {
    return maxObjectSize;
  }

  int objectCount() {
    return objects.size();
  }

  Iterable<StoredObject> objects() {
    return objects.values();
  }

  /** Leads the key to an object, which owns the key's reference from then on; returns the former one or null. */
  StoredObject put(StoredObject object) {
    StoredObject former = objects.put(object.key(), object);
    // Read after the key leads there: either close() finds the object, or this sees that the store
    // is closed.
    if (store.isClosed()) {
      drop(object);
    }
    return former;
  }

  /** Lets the key lead back to a former object, or to nothing if that is null or gone itself. */
  void restore(StoredObject aborted, StoredObject former) {
    boolean isRestored = former == null
        ? objects.remove(aborted.key(), aborted)
        : objects.replace(aborted.key(), aborted, former);
    if (isRestored) {
      retire(aborted);
      if (former != null) {
        checkRestored(former);
      }
    } else if (former != null) {
      retire(former);
    }
  }

  /** Ends an object that no key leads to any more: releases what was its key's reference. */
  void retire(StoredObject former) {
    leaveKey(former);
    store.lifetimes().changed(former);
  }

  /** Removes an object if its key leads to it; returns whether it did. */
  boolean drop(StoredObject object) {
    boolean isDropped = objects.remove(object.key(), object);
    if (isDropped) {
      leaveKey(object);
    }
    return isDropped;
  }

  void expireAfter(StoredObject object, long ttlMs) {
    object.deadlineNs(store.nowNs() + TimeUnit.MILLISECONDS.toNanos(Math.min(ttlMs, MAX_TTL_MS)));
    store.lifetimes().changed(object);
  }

  private void checkRestored(StoredObject former) {
    // Read after the key leads there: an object that expires while it is hidden marks itself gone.
    if (former.isGone() || store.isClosed()) {
      drop(former);
    } else {
      store.lifetimes().changed(former); // the sweep after an overflow does not find what is hidden
    }
  }

  private static void leaveKey(StoredObject object) {
    object.markGone();
    object.release();
  }

  private StoredObject create(String key, ObjectSpec spec) {
    if (store.isClosed()) {
      throw new IllegalStateException("store is closed");
    }
    StoredObject object = new StoredObject(this, store.pool(), key, spec, store.nextEtag());
    object.lastModifiedEpochMs(store.nowEpochMs());
    object.leasedAt(store.nowNs());
    return object;
  }
}
