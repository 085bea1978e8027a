package dev.sluice.origin.http;

import java.util.concurrent.TimeUnit;

/**
 * Judges whether a reader takes what waits for it: it is waited for no longer than a time, to which all that it takes adds as
 * much as that may take at {@value #MIN_BYTES_PER_SECOND} bytes a second. One that takes a byte now and then would hold what
 * it has asked for as long as one that takes nothing.
 */
final class ReaderPace {
  /** What nobody follows a channel with, be it sound alone: 32 kb/s. */
  static final int MIN_BYTES_PER_SECOND = 4 * 1024;

  private static final long NS_PER_BYTE = TimeUnit.SECONDS.toNanos(1) / MIN_BYTES_PER_SECOND;

  private final long timeoutNs;

  private boolean isWaiting;
  private long lastNs;
  private long waitedNs; // less what was taken meanwhile is worth

  ReaderPace(long timeoutNs) {
    this.timeoutNs = timeoutNs;
  }

  /**
   * Returns whether the reader is too slow.
   *
   * @param isPending whether bytes wait for it now
   * @param takenLength bytes that it has taken since the last call
   */
  boolean isTooSlow(long nowNs, boolean isPending, long takenLength) {
    long elapsedNs = isWaiting ? nowNs - lastNs : 0;
    lastNs = nowNs;
    isWaiting = isPending;
    waitedNs = isPending ? Math.max(0, waitedNs + elapsedNs - takenLength * NS_PER_BYTE) : 0;
    return waitedNs >= timeoutNs;
  }
}
