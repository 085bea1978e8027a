package dev.sluice.ingest.transcode;

import java.util.concurrent.TimeUnit;

/** Lets one log line through a minute and counts what the others would have said. Used by one thread. */
final class LogInterval {
  private static final long INTERVAL_NS = TimeUnit.MINUTES.toNanos(1);

  private boolean hasLogged;
  private long loggedNs;
  private long count;

  /** Returns how many times since the last line, this one included, or 0 if it is not time for a line. */
  long count(long nowNs) {
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
