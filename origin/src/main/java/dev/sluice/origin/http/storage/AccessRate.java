package dev.sluice.origin.http.storage;

import dev.sluice.origin.store.RateLimit;
import java.util.concurrent.TimeUnit;

/** Keeps one kind of access to a namespace within its limit. Any thread. */
final class AccessRate {
  private final RateLimit limit;
  private final TokenBucket operations;
  private final TokenBucket bytes;

  AccessRate(RateLimit limit, long nowNs) {
    this.limit = limit;
    operations = bucket(limit.operationsPerSecond(), nowNs);
    bytes = bucket(limit.bytesPerSecond(), nowNs);
  }

  RateLimit limit() {
    return limit;
  }

  /**
   * Takes one operation.
   *
   * @return 0, or after how many whole seconds to come back, at least 1
   */
  long tryOperation(long nowNs) {
    long waitNs = Math.max(
        operations == null ? 0 : operations.waitNs(nowNs), bytes == null ? 0 : bytes.waitNs(nowNs));
    if (waitNs > 0) {
      return 1 + TimeUnit.NANOSECONDS.toSeconds(waitNs);
    }
    if (operations != null) {
      operations.take(1, nowNs);
    }
    return 0;
  }

  /** Counts bytes of a body, which were not known before. */
  void onBytes(long length, long nowNs) {
    if (bytes != null) {
      bytes.take(length, nowNs);
    }
  }

  private static TokenBucket bucket(long unitsPerSecond, long nowNs) {
    return unitsPerSecond == RateLimit.OFF ? null : new TokenBucket(unitsPerSecond, nowNs);
  }
}
