package dev.sluice.origin.store;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/**
 * The off-heap object store: namespaces of keyed objects in one bounded pool of slabs.
 *
 * <p>Any thread may look up and write; expiry and eviction run in {@link #doWork()}, on the {@code house} thread.
 */
public final class OriginStore implements AutoCloseable {
  /** Name of the namespace that holds the live channels. */
  public static final String LIVE = "live";

  private final EpochClock epochClock;
  private final NanoClock nanoClock;
  private final SlabPool pool;
  private final StoreCounters counters;
  private final ConcurrentMap<String, Namespace> namespaces = new ConcurrentHashMap<>();
  private final Namespace live;
  private final Lifetimes lifetimes;
  // A restarted process counts versions from the start again: the salt keeps its entity tags apart.
  private final String etagSalt =
      String.format("%016x", ThreadLocalRandom.current().nextLong());
  private final AtomicLong versions = new AtomicLong();
  private volatile boolean isClosed;

  /**
   * Opens a store.
   *
   * @param context concluded here, if it is not yet
   */
  public OriginStore(StoreContext context) {
    context.conclude();
    epochClock = context.epochClock();
    nanoClock = context.nanoClock();
    pool = new SlabPool(context.hotCapacity());
    counters = new StoreCounters(pool, this::objectCount);
    live = createNamespace(LIVE, context.maxObjectSize());
    lifetimes = new Lifetimes(context, pool, counters, namespaces.values());
  }

  /** Returns a namespace, if it exists. */
  public Optional<Namespace> namespace(String name) {
    return Optional.ofNullable(namespaces.get(name));
  }

  /** Returns the namespace of the live channels. */
  public Namespace live() {
    return live;
  }

  /** Returns the counters, for the metrics. */
  public StoreCounters counters() {
    return counters;
  }

  /** Expires and evicts what is due; returns the number of objects that went. Called by the house thread. */
  public int doWork() {
    return lifetimes.doWork();
  }

  /**
   * Removes every object and frees the memory; what a lease or an open writer still holds is freed when that ends.
   * Called when the house thread has ended. Has no effect the second time.
   */
  @Override
  public void close() {
    isClosed = true;
    for (Namespace namespace : namespaces.values()) {
      namespace.objects().forEach(namespace::drop);
    }
    pool.close();
  }

  Namespace createNamespace(String name, int maxObjectSize) {
    Namespace namespace = new Namespace(this, name, maxObjectSize);
    namespaces.put(name, namespace);
    return namespace;
  }

  boolean isClosed() {
    return isClosed;
  }

  SlabPool pool() {
    return pool;
  }

  /** Takes a slab as {@link SlabPool#take}; reports to the house thread if there is none. */
  int takeSlab(SlabClass preferred, int minLength) {
    int slab = pool.take(preferred, minLength);
    if (slab == SlabPool.EXHAUSTED) {
      counters.exhaustedClaims.increment();
      lifetimes.exhausted();
    }
    return slab;
  }

  Lifetimes lifetimes() {
    return lifetimes;
  }

  String nextEtag() {
    return '"' + etagSalt + Long.toHexString(versions.incrementAndGet()) + '"';
  }

  long nowNs() {
    return nanoClock.nanoTime();
  }

  long nowEpochMs() {
    return epochClock.time();
  }

  private long objectCount() {
    long count = 0;
    for (Namespace namespace : namespaces.values()) {
      count += namespace.objectCount();
    }
    return count;
  }
}
