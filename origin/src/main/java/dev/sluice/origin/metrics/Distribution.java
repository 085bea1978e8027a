package dev.sluice.origin.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;

/** How many values fell into which bucket, at one moment. Used by the thread that scrapes. */
public final class Distribution {
  private final ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
  private final double sum;

  /** Begins without buckets; {@code sum} is that of all values. */
  public Distribution(double sum) {
    this.sum = sum;
  }

  /**
   * Adds a bucket; the last has no bound.
   *
   * @param upperBound largest value in it, {@link Double#POSITIVE_INFINITY} for the last
   * @param count values in it and in no bucket below
   */
  public Distribution add(double upperBound, long count) {
    buckets.bucket(upperBound, count);
    return this;
  }

  double sum() {
    return sum;
  }

  ClassicHistogramBuckets buckets() {
    return buckets.build();
  }
}
