package dev.sluice.origin.store;

import dev.sluice.origin.tier.ColdEntry;
import dev.sluice.origin.tier.ColdTier;
import dev.sluice.origin.tier.ColdUsage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A set of keys with their own limits. Any thread may call it. */
public final class Namespace {
  /** Most objects of one page of a listing. */
  public static final int MAX_PAGE_LENGTH = 1000;

  private static final String NO_KEY = "";

  // Set at construction.
  private final OriginStore store;
  private final String name;
  private final boolean isLive;
  private final NamespaceCounters counters = new NamespaceCounters();
  private final MemoryShare memory;
  private final Optional<ColdShelf> shelf;

  private final ConcurrentHashMap<String, StoredObject> objects = new ConcurrentHashMap<>();

  // Whoever changes the namespaces, one after the other.
  private volatile NamespaceSpec spec;
  private volatile boolean isRemoved;

  /**
   * Makes an empty namespace.
   *
   * @param isLive whether it may take all memory that is free, and its objects may be pinned
   */
  Namespace(OriginStore store, NamespaceSpec spec, boolean isLive, Optional<ColdTier> tier) {
    this.store = store;
    this.isLive = isLive;
    name = spec.name();
    memory = new MemoryShare(store.memory(), store.counters(), counters, isLive);
    shelf = tier.map(cold -> new ColdShelf(cold, this));
    spec(spec);
  }

  /** Returns the name, as in the URL. */
  public String name() {
    return name;
  }

  /** Returns the limits; they change when the namespace is {@linkplain OriginStore#replace replaced}. */
  public NamespaceSpec spec() {
    return spec;
  }

  /** Returns what the namespace holds now. */
  public NamespaceUsage usage() {
    ColdUsage cold = shelf.map(ColdShelf::usage).orElse(ColdUsage.NONE);
    return new NamespaceUsage(
        objects.size(),
        memory.usedLength(),
        cold.objects(),
        cold.bytes(),
        counters.puts.sum(),
        counters.gets.sum(),
        counters.evictions.sum(),
        counters.expirations.sum(),
        counters.fullClaims.sum());
  }

  /** Returns a lease on the object under a key, if there is one that readers may see. The caller closes it. */
  public Optional<Lease> lease(String key) {
    for (StoredObject object = objects.get(key); object != null; object = objects.get(key)) {
      // An object keeps its key's reference for as long as the key leads to it: if it is gone, the
      // key changed.
      if (object.tryRetain()) {
        object.leasedAt(store.nowNs());
        counters.gets.increment();
        return Optional.of(new Lease(object, store.counters().leases));
      }
    }
    return Optional.empty();
  }

  /** Returns whether there is a whole object under a key, in memory or cold; nobody counts as its reader. */
  public boolean contains(String key) {
    StoredObject object = objects.get(key);
    return object == null ? shelf.isPresent() && shelf.get().isHolding(key) : object.isComplete();
  }

  /**
   * Begins a new object under a key. What the key held before stays readable as {@link ObjectSpec} says.
   *
   * @param key not empty
   * @throws IllegalStateException if the store is closed or the namespace removed
   */
  public ObjectWriter begin(String key, ObjectSpec spec) {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("key: is empty (expected: at least one character)");
    }
    StoredObject object = create(key, spec);
    if (spec.visibility() == ObjectSpec.Visibility.WHOLE) {
      return writer(object);
    }
    object.tryRetain(); // the key's reference, beside the writer's
    object.hide(put(object));
    if (object.isGone()) {
      retireHidden(object); // whoever took the key away did not see what was hidden
    }
    return writer(object);
  }

  /** Begins a representation without a key of its own, to be given to {@link ObjectWriter#commit(ObjectWriter)}. */
  public ObjectWriter beginRepresentation(ObjectSpec spec) {
    return writer(create(NO_KEY, spec));
  }

  /**
   * Gives an object that was pinned a lifetime from now on; without effect if there is none.
   *
   * @param ttlMs milliseconds, at least 1
   * @throws IllegalArgumentException if it is less
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

  /**
   * Asks for an object that is not in memory, which {@link #lease} has just told. One read of the disk serves all that ask
   * meanwhile. Never blocks.
   *
   * @param loop runs the listener, once
   * @return whether the listener will be called; if not, the cold tier has no such object either
   */
  public boolean recall(String key, Executor loop, RecallListener listener) {
    if (shelf.isEmpty() || shelf.get().recall(key, loop, listener)) {
      return shelf.isPresent();
    }
    // What has been put since the lease was asked for has done away with the copy.
    Optional<Lease> lease = lease(key);
    if (lease.isPresent()) {
      new Recall.Waiter(loop, listener).tell(lease, RecallMiss.GONE);
    }
    return lease.isPresent();
  }

  /** Returns whether objects that leave memory before their time are kept elsewhere. */
  public boolean hasColdTier() {
    return shelf.isPresent();
  }

  /**
   * Lets an object stay for at least a time from now on, in memory or cold; it may stay longer.
   *
   * @param ttlMs milliseconds, at least 1
   * @return whether there is a whole object under the key, as {@link #contains} says
   */
  public boolean prolong(String key, long ttlMs) {
    StoredObject object = objects.get(key);
    if (object != null && object.hasLifetime() && object.remainingTtlMs() < ttlMs) {
      expireAfter(object, ttlMs);
    }
    boolean isCold = shelf.isPresent() && shelf.get().prolong(key, ttlMs);
    return object == null ? isCold : object.isComplete();
  }

  /**
   * Has the cold tier, if there is one, keep a copy of a whole object while that stays in memory, so that it can be asked for
   * in the next process, too. Never blocks. Called by the house thread, or whoever closes the origin.
   *
   * @param ttlMs milliseconds from now on for which the copy stays at least
   * @param spareMs how much longer it is to stay if it has to be made or to stay longer, so that the next call need not
   * @return whether there is nothing left to ask for; if not, the disk has fallen behind: ask again later
   */
  public boolean preserve(String key, long ttlMs, long spareMs) {
    StoredObject object = objects.get(key);
    return object == null
        || shelf.isEmpty()
        || !object.isComplete()
        || shelf.get().preserve(object, ttlMs, spareMs);
  }

  /** Lets go of what the object under a key {@linkplain ObjectWriter#pin pins}; without effect if there is none. */
  public void unpin(String key) {
    StoredObject object = objects.get(key);
    if (object != null) {
      object.pinnedKeys(Set.of());
    }
  }

  /**
   * Returns one page of the objects, in memory or cold, in the order of their keys ({@link String#compareTo}).
   *
   * <p>Looks at every key of the namespace without stopping its writers: for operators, not for players.
   *
   * @param prefix what the keys begin with
   * @param after the last key of the page before, or empty
   * @param limit most objects of the page, 1 to {@value #MAX_PAGE_LENGTH}
   */
  public List<ListedObject> list(String prefix, String after, int limit) {
    ObjectPage page = new ObjectPage(prefix, after, limit);
    shelf.ifPresent(cold -> cold.forEach(entry -> page.add(entry, cold.remainingTtlMs(entry))));
    objects.values().forEach(page::add);
    return page.objects();
  }

  /** Removes an object at once, in memory and in the cold tier; readers that hold a lease finish. Returns whether there was one. */
  public boolean remove(String key) {
    boolean isRemoved = removeHot(key);
    // An object that moves between memory and the cold tier is in both for a moment: what the tier
    // had when it was asked
    // may be in memory by now.
    while (shelf.isPresent() && shelf.get().forget(key)) {
      removeHot(key);
      isRemoved = true;
    }
    return isRemoved;
  }

  void spec(NamespaceSpec value) {
    spec = value;
    memory.capacity(value.hotCapacity());
  }

  boolean isLive() {
    return isLive;
  }

  MemoryShare memory() {
    return memory;
  }

  NamespaceCounters counters() {
    return counters;
  }

  Optional<ColdShelf> shelf() {
    return shelf;
  }

  long nowNs() {
    return store.nowNs();
  }

  /** Removes every object, in memory and in the cold tier; readers that hold a lease finish. */
  void close() {
    isRemoved = true;
    objects.values().forEach(object -> remove(object.key()));
    shelf.ifPresent(ColdShelf::forgetAll);
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
    if (isClosed()) {
      drop(object);
    }
    return former;
  }

  /** Begins an object that comes back from the cold tier; its key leads to it once it is whole. */
  ObjectWriter beginRecalled(ColdEntry entry, ObjectFacts facts, long ttlMs) {
    int length = (int) entry.length();
    ObjectSpec recalled = new ObjectSpec(
        facts.contentType(),
        facts.cacheControl(),
        ObjectSpec.Visibility.WHOLE,
        Math.max(1, ttlMs),
        length,
        facts.headers());
    StoredObject object =
        new StoredObject(this, entry.key(), recalled, facts.etag(), entry.expiryEpochMs());
    object.leasedAt(store.nowNs());
    // A limit that was lowered meanwhile is for what is put from then on.
    return new ObjectWriter(store, object, length);
  }

  /** Leads the key to an object that came back, unless it leads elsewhere or its recall is cancelled. */
  void putRecalled(StoredObject object, Recall recall) {
    object.tryRetain(); // the key's reference, beside the writer's
    if (objects.putIfAbsent(object.key(), object) != null) {
      object.release();
      return;
    }
    store.counters().recalled.increment();
    expireAfter(object, object.spec().ttlMs());
    // Read after the key leads there: either who cancels finds the object, or this sees that it is
    // cancelled.
    if ((recall.isCancelled() || isClosed()) && drop(object)) {
      store.lifetimes().changed(object);
    }
  }

  /** Returns whether the object's key leads to it. */
  boolean leadsTo(StoredObject object) {
    return objects.get(object.key()) == object;
  }

  boolean leadsTo(String key) {
    return objects.containsKey(key);
  }

  /** Learns that an object is whole: what the cold tier has under its key is no more, and its lifetime begins. */
  void onCommitted(StoredObject object) {
    counters.puts.increment();
    if (shelf.isPresent()) {
      shelf.get().forget(object.key());
    }
    long ttlMs = object.spec().ttlMs();
    if (ttlMs != ObjectSpec.PINNED || !isLive) {
      expireAfter(object, ttlMs);
    }
  }

  /** Removes an object from memory before its time, if its key leads to it; returns whether it did. */
  boolean evict(StoredObject object) {
    boolean isEvicted = drop(object);
    if (isEvicted) {
      store.lifetimes().changed(object); // or its timer would keep it until its time
      counters.evictions.increment();
      store.counters().evicted.increment();
    }
    return isEvicted;
  }

  /** Learns that the cold tier did not take an object that left memory. */
  void countUncopied() {
    store.counters().uncopied.increment();
  }

  /**
   * Lets the key lead back to what an object that is gone hides, or to nothing. If the object is hidden itself, that is left to
   * whoever hides it.
   */
  void restore(StoredObject gone) {
    StoredObject hidden = gone.hidden();
    boolean isRestored = hidden == null
        ? objects.remove(gone.key(), gone)
        : objects.replace(gone.key(), gone, hidden);
    if (isRestored) {
      gone.takeHidden();
      retire(gone);
      if (hidden != null) {
        checkRestored(hidden);
      }
    }
  }

  /** Ends an object that no key leads to any more: releases what was its key's reference. */
  void retire(StoredObject former) {
    leaveKey(former);
    store.lifetimes().changed(former);
  }

  /** Ends what an object hides, if it hides anything. */
  void retireHidden(StoredObject object) {
    StoredObject hidden = object.takeHidden();
    if (hidden != null) {
      retire(hidden);
    }
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
    object.deadlineNs(
        store.nowNs() + TimeUnit.MILLISECONDS.toNanos(Math.min(ttlMs, spec.maxTtlMs())));
    store.lifetimes().changed(object);
  }

  private void checkRestored(StoredObject former) {
    // Read after the key leads there: an object that expires while it is hidden marks itself gone.
    if (former.isGone()) {
      restore(former);
    } else if (isClosed()) {
      drop(former);
    } else {
      store.lifetimes().changed(former); // the sweep after an overflow does not find what is hidden
    }
  }

  private void leaveKey(StoredObject object) {
    object.markGone();
    retireHidden(object);
    object.release();
  }

  private boolean removeHot(String key) {
    StoredObject object = objects.remove(key);
    if (object != null) {
      retire(object);
    }
    return object != null;
  }

  private boolean isClosed() {
    return isRemoved || store.isClosed();
  }

  private ObjectWriter writer(StoredObject object) {
    return new ObjectWriter(store, object, spec.maxObjectSize());
  }

  private StoredObject create(String key, ObjectSpec spec) {
    if (isClosed()) {
      throw new IllegalStateException(isRemoved ? "namespace is removed" : "store is closed");
    }
    StoredObject object =
        new StoredObject(this, key, spec, store.nextEtag(), StoredObject.UNCOPIED);
    object.lastModifiedEpochMs(store.nowEpochMs());
    object.leasedAt(store.nowNs());
    return object;
  }
}
