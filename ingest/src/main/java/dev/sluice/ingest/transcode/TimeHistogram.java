package dev.sluice.ingest.transcode;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts how long something took, in a fixed number of buckets. Any thread, without locks. */
public final class TimeHistogram {
  private static final int[] BOUNDS_MS = {1, 2, 5, 10, 20, 30, 40, 60, 100, 200, 500};

  private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_MS.length + 1);
  private final LongAdder sumNs = new LongAdder();

  TimeHistogram() {}

  void record(long elapsedNs) {
    int bucket = 0;
    while (bucket < BOUNDS_MS.length
        && elapsedNs > TimeUnit.MILLISECONDS.toNanos(BOUNDS_MS[bucket])) {
      bucket++;
    }
    counts.getAndIncrement(bucket);
    sumNs.add(elapsedNs);
  }

  /** Returns the number of buckets; the last has no upper bound. */
  public static int bucketCount() {
    return BOUNDS_MS.length + 1;
  }

  /** Returns the upper bound of a bucket in seconds, inclusive; infinite for the last. */
  public static double upperBoundSeconds(int bucket) {
    return bucket < BOUNDS_MS.length ? BOUNDS_MS[bucket] / 1e3 : Double.POSITIVE_INFINITY;
  }

  /** Returns how many fell into a bucket and not into the one before. */
  public long count(int bucket) {
    return counts.get(bucket);
  }

  /** Returns how long all together took, in seconds. */
  public double sumSeconds() {
    return sumNs.sum() / 1e9;
  }
}
