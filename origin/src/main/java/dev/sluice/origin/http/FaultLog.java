package dev.sluice.origin.http;

import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the connections that are closed by a fault of their peer, and says of each whose it was and why.
 *
 * <p>Peers can cause as many as they like: at most {@value #MAX_LINES_PER_SECOND} lines a second are written, and the next
 * one says how many were left out. Nothing that a peer sent gets into them. Any thread.
 */
final class FaultLog {
  static final int MAX_LINES_PER_SECOND = 10;

  private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
  private static final long WINDOW_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long NO_LINE = -1;

  private final HttpCounters counters;
  private final NanoClock clock;

  // Guarded by this; taken once for a connection that ends anyhow.
  private long windowBeginNs;
  private int lineCount;
  private long leftOutCount;

  FaultLog(HttpCounters counters, NanoClock clock) {
    this.counters = counters;
    this.clock = clock;
    windowBeginNs = clock.nanoTime();
  }

  /** Notes that the connection of a peer is closed. */
  void onClosed(SocketAddress peer, Fault fault) {
    onClosed(peer, fault, /* kind= */ "");
  }

  /**
   * Notes that the connection of a peer is closed.
   *
   * @param kind which fault of its sort it is, a name of ours or of a library; empty if there is no more to say
   */
  void onClosed(SocketAddress peer, Fault fault, String kind) {
    fault.counter(counters).increment();
    long leftOut = takeLine();
    if (leftOut == NO_LINE) {
      return;
    }
    LOG.info(
        "http {} closed: {}{}{}",
        peer,
        fault.reason(),
        kind.isEmpty() ? "" : " (" + kind + ")",
        leftOut == 0 ? "" : "; " + leftOut + " more were not logged");
  }

  /** Returns how many lines were left out since the last one, or {@link #NO_LINE} if this one is left out too. */
  private synchronized long takeLine() {
    long nowNs = clock.nanoTime();
    if (nowNs - windowBeginNs >= WINDOW_NS) {
      windowBeginNs = nowNs;
      lineCount = 0;
    }
    if (lineCount == MAX_LINES_PER_SECOND) {
      leftOutCount++;
      return NO_LINE;
    }
    lineCount++;
    long leftOut = leftOutCount;
    leftOutCount = 0;
    return leftOut;
  }
}
