package dev.sluice.origin;

import java.util.concurrent.TimeUnit;

/** Lets one log line through every ten seconds and counts what the others would have said. Used by one thread. */
public final class LogInterval {
  private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);

  private boolean hasLogged;
  private long loggedNs;
  private long count;

  /** Returns how many times since the last line, this one included, or 0 if it is not time for a line. */
  public long count(long nowNs) {
    count++;
    if (hasLogged && nowNs - loggedNs < INTERVAL_NS) {
      return 0;
    }
    hasLogged = true;
    loggedNs = nowNs;
    long result = count;
    count = 0;
    return result;
  }
}
