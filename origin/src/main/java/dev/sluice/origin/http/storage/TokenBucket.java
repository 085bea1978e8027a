package dev.sluice.origin.http.storage;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits a rate with a burst of one second. Any thread, without a lock: all there is to know is the time at which the
 * bucket is full again.
 */
final class TokenBucket {
  private static final long BURST_NS = TimeUnit.SECONDS.toNanos(1);

  private final double nsPerUnit;
  private final AtomicLong fullAtNs;

  /** Makes a full bucket. */
  TokenBucket(long unitsPerSecond, long nowNs) {
    nsPerUnit = (double) TimeUnit.SECONDS.toNanos(1) / unitsPerSecond;
    fullAtNs = new AtomicLong(nowNs);
  }

  /** Returns how long to wait until something is left, 0 if there is. */
  long waitNs(long nowNs) {
    return Math.max(0, fullAtNs.get() - nowNs - BURST_NS + 1);
  }

  /** Takes units, also more than are left: those who come later wait the longer. */
  void take(long units, long nowNs) {
    long costNs = (long) (units * nsPerUnit);
    fullAtNs.accumulateAndGet(costNs, (atNs, cost) -> (atNs - nowNs > 0 ? atNs : nowNs) + cost);
  }
}
