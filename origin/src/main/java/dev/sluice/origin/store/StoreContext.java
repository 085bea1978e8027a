package dev.sluice.origin.store;

import dev.sluice.origin.Checks;
import dev.sluice.origin.tier.ColdTier;
import java.util.Objects;
import java.util.Optional;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Settings of the store.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><th>setting</th><th>unit</th><th>default</th><th>range</th></tr>
 * <tr><td>hotCapacity</td><td>bytes</td><td>{@value #HOT_CAPACITY_DEFAULT}</td>
 *     <td>{@value #HOT_CAPACITY_MIN} to {@value #HOT_CAPACITY_MAX}</td></tr>
 * <tr><td>maxObjectSize</td><td>bytes</td><td>{@value #MAX_OBJECT_SIZE_DEFAULT}</td>
 *     <td>1 to {@value #MAX_OBJECT_SIZE_MAX}</td></tr>
 * <tr><td>liveReserve</td><td>bytes</td><td>half of hotCapacity</td><td>0 to hotCapacity</td></tr>
 * <tr><td>lowWaterMark</td><td>bytes</td><td>a sixteenth of hotCapacity</td><td>0 to half of hotCapacity</td></tr>
 * <tr><td>lifetimeQueueLength</td><td>objects</td><td>{@value #LIFETIME_QUEUE_LENGTH_DEFAULT}</td>
 *     <td>2 to {@value #LIFETIME_QUEUE_LENGTH_MAX}</td></tr>
 * </table>
 */
public final class StoreContext {
  /** Default of {@link #hotCapacity()}. */
  public static final long HOT_CAPACITY_DEFAULT = 1L << 30;
  /** Least {@link #hotCapacity()}. */
  public static final long HOT_CAPACITY_MIN = Regions.REGION_LENGTH;
  /** Largest {@link #hotCapacity()}. */
  public static final long HOT_CAPACITY_MAX =
      (long) SlabPool.MAX_REGION_COUNT * Regions.REGION_LENGTH;
  /** Default of {@link #maxObjectSize()}. */
  public static final int MAX_OBJECT_SIZE_DEFAULT = 10_000_000;
  /** Largest {@link #maxObjectSize()}. */
  public static final int MAX_OBJECT_SIZE_MAX = 1 << 30;
  /** Default of {@link #lifetimeQueueLength()}. */
  public static final int LIFETIME_QUEUE_LENGTH_DEFAULT = 8192;
  /** Largest {@link #lifetimeQueueLength()}. */
  public static final int LIFETIME_QUEUE_LENGTH_MAX = 1 << 20;

  private static final long UNSET = -1;
  private static final int LOW_WATER_DIVISOR_DEFAULT = 16;
  private static final int LIVE_RESERVE_DIVISOR_DEFAULT = 2;

  private long hotCapacity = HOT_CAPACITY_DEFAULT;
  private int maxObjectSize = MAX_OBJECT_SIZE_DEFAULT;
  private long liveReserve = UNSET;
  private long lowWaterMark = UNSET;
  private int lifetimeQueueLength = LIFETIME_QUEUE_LENGTH_DEFAULT;
  private EpochClock epochClock = SystemEpochClock.INSTANCE;
  private NanoClock nanoClock = SystemNanoClock.INSTANCE;
  private Optional<ColdTier> coldTier = Optional.empty();
  private boolean isConcluded;

  /** Sets the bytes of direct memory that objects may take together, rounded down to whole regions of 512 KiB. */
  public StoreContext hotCapacity(long bytes) {
    Checks.notConcluded(isConcluded);
    hotCapacity = bytes;
    return this;
  }

  /** Returns the bytes of direct memory that objects may take together. */
  public long hotCapacity() {
    return hotCapacity;
  }

  /** Sets the largest object in bytes. */
  public StoreContext maxObjectSize(int bytes) {
    Checks.notConcluded(isConcluded);
    maxObjectSize = bytes;
    return this;
  }

  /** Returns the largest object in bytes. */
  public int maxObjectSize() {
    return maxObjectSize;
  }

  /**
   * Sets the bytes of the pool that only live channels may take, rounded up to whole regions; all other namespaces
   * together get the rest. Live channels may take more while nobody else does.
   */
  public StoreContext liveReserve(long bytes) {
    Checks.notConcluded(isConcluded);
    liveReserve = bytes;
    return this;
  }

  /** Returns the bytes of the pool that only live channels may take. */
  public long liveReserve() {
    return liveReserve == UNSET ? hotCapacity / LIVE_RESERVE_DIVISOR_DEFAULT : liveReserve;
  }

  /** Sets the free bytes below which live objects that have a lifetime are evicted before it ends. */
  public StoreContext lowWaterMark(long bytes) {
    Checks.notConcluded(isConcluded);
    lowWaterMark = bytes;
    return this;
  }

  /** Returns the free bytes below which live objects that have a lifetime are evicted before it ends. */
  public long lowWaterMark() {
    return lowWaterMark == UNSET ? hotCapacity / LOW_WATER_DIVISOR_DEFAULT : lowWaterMark;
  }

  /** Sets how many changes of lifetimes may wait for the house thread; past it, it goes through all objects. */
  public StoreContext lifetimeQueueLength(int objects) {
    Checks.notConcluded(isConcluded);
    lifetimeQueueLength = objects;
    return this;
  }

  /** Returns how many changes of lifetimes may wait for the house thread. */
  public int lifetimeQueueLength() {
    return lifetimeQueueLength;
  }

  /** Sets the clock of modification times. */
  public StoreContext epochClock(EpochClock clock) {
    Checks.notConcluded(isConcluded);
    epochClock = Objects.requireNonNull(clock, "epochClock");
    return this;
  }

  /** Returns the clock of modification times. */
  public EpochClock epochClock() {
    return epochClock;
  }

  /** Sets the clock of lifetimes. */
  public StoreContext nanoClock(NanoClock clock) {
    Checks.notConcluded(isConcluded);
    nanoClock = Objects.requireNonNull(clock, "nanoClock");
    return this;
  }

  /** Returns the clock of lifetimes. */
  public NanoClock nanoClock() {
    return nanoClock;
  }

  /** Sets where objects go that leave memory before their time; the store closes it. Without one they are gone. */
  public StoreContext coldTier(ColdTier tier) {
    Checks.notConcluded(isConcluded);
    coldTier = Optional.of(tier);
    return this;
  }

  /** Returns where objects go that leave memory before their time. */
  public Optional<ColdTier> coldTier() {
    return coldTier;
  }

  /**
   * Checks the settings and freezes them.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public StoreContext conclude() {
    Checks.range(hotCapacity, HOT_CAPACITY_MIN, HOT_CAPACITY_MAX, "hotCapacity");
    Checks.range(maxObjectSize, 1, MAX_OBJECT_SIZE_MAX, "maxObjectSize");
    Checks.range(liveReserve(), 0, hotCapacity, "liveReserve");
    Checks.range(lowWaterMark(), 0, hotCapacity / 2, "lowWaterMark");
    Checks.range(lifetimeQueueLength, 2, LIFETIME_QUEUE_LENGTH_MAX, "lifetimeQueueLength");
    isConcluded = true;
    return this;
  }
}
