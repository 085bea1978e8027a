package dev.sluice.origin.store;

import dev.sluice.origin.tier.ColdTier;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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

  private static final long LAST_COPIES_NS = TimeUnit.SECONDS.toNanos(10);

  private final EpochClock epochClock;
  private final NanoClock nanoClock;
  private final Optional<ColdTier> coldTier;
  private final StoreMemory memory;
  private final StoreCounters counters;
  private final Namespaces namespaces;
  private final Namespace live;
  private final Lifetimes lifetimes;
  private final Evictions evictions;
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
    coldTier = context.coldTier();
    memory = new StoreMemory(context);
    counters = new StoreCounters(memory, this::objectCount);
    namespaces = new Namespaces(
        memory.pushed().capacity() / Regions.REGION_LENGTH,
        spec -> new Namespace(this, spec, /* isLive= */ false, coldTier));
    live = new Namespace(this, liveSpec(context), /* isLive= */ true, coldTier);
    namespaces.addUnbounded(live);
    lifetimes = new Lifetimes(context, counters, namespaces.all());
    evictions = new Evictions(this, namespaces);
  }

  /** Returns a namespace, if it exists. */
  public Optional<Namespace> namespace(String name) {
    return namespaces.find(name);
  }

  /** Returns every namespace, the live one included, sorted by name. */
  public List<Namespace> namespaces() {
    return namespaces.sorted();
  }

  /**
   * Creates a namespace.
   *
   * @throws IllegalArgumentException if its name is taken, or its capacity is more than what is left of the pool beside
   *     the reserve of live and the other namespaces; the message names which, and what would do
   */
  public Namespace create(NamespaceSpec spec) {
    return namespaces.create(spec);
  }

  /**
   * Gives a namespace other limits; its objects stay, and those past a lower capacity are evicted.
   *
   * @throws IllegalArgumentException as {@link #create}, and if there is none of the name or it is {@link #LIVE}
   */
  public Namespace replace(NamespaceSpec spec) {
    return namespaces.replace(spec);
  }

  /**
   * Removes a namespace with all its objects; readers that hold a lease finish.
   *
   * @return whether there was one
   * @throws IllegalArgumentException if it is {@link #LIVE}
   */
  public boolean remove(String name) {
    return namespaces.remove(name);
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
    long nowNs = nowNs();
    return lifetimes.doWork(nowNs) + evictions.doWork(nowNs);
  }

  /**
   * Removes every object and frees the memory; what a lease or an open writer still holds is freed when that ends. What
   * was pushed and has a lifetime left goes into the cold tier first, if there is one; that is ended too.
   *
   * <p>Called when the house thread has ended. Has no effect the second time.
   */
  @Override
  public void close() {
    isClosed = true;
    coldTier.ifPresent(this::closeTier);
    for (Namespace namespace : namespaces.all()) {
      namespace.objects().forEach(namespace::drop);
    }
    memory.close();
  }

  boolean isClosed() {
    return isClosed;
  }

  StoreMemory memory() {
    return memory;
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

  /** Copies what has a lifetime left, so that the next process finds it, and ends the tier. */
  private void closeTier(ColdTier tier) {
    long deadlineNs = System.nanoTime() + LAST_COPIES_NS;
    for (Namespace namespace : namespaces.all()) {
      if (!namespace.isLive()) {
        namespace
            .shelf()
            .ifPresent(shelf ->
                namespace.objects().forEach(object -> shelf.demoteLast(object, deadlineNs)));
      }
    }
    tier.close();
  }

  private long objectCount() {
    long count = 0;
    for (Namespace namespace : namespaces.all()) {
      count += namespace.objectCount();
    }
    return count;
  }

  private static NamespaceSpec liveSpec(StoreContext context) {
    return new NamespaceSpec(
        LIVE,
        context.hotCapacity(),
        context.maxObjectSize(),
        NamespaceSpec.MAX_TTL_MS,
        NamespaceSpec.MAX_TTL_MS,
        /* isGuarded= */ false,
        RateLimit.NONE,
        RateLimit.NONE);
  }
}
