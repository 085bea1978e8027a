package dev.sluice.origin.http;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** What a peer did, or did not do, that its connection is closed for. */
enum Fault {
  SLOW_READER("it takes next to nothing of what it asked for", counters -> counters.slowReaders),
  LATE_REQUEST("its request does not arrive", counters -> counters.lateRequests),
  LATE_BODY("the rest of its body does not arrive", counters -> counters.lateBodies),
  EXCESS("it sends more than it may", counters -> counters.excessivePeers),
  MALFORMED("it sends what is malformed", counters -> counters.malformedPeers),
  HANDSHAKE("it agrees on no TLS", counters -> counters.failedHandshakes),
  TOTAL_LIMIT("there are too many connections", counters -> counters.refusedConnections),
  ADDRESS_LIMIT("its network has too many connections", counters -> counters.refusedConnections);

  private final String reason;
  private final Function<HttpCounters, LongAdder> counter;

  Fault(String reason, Function<HttpCounters, LongAdder> counter) {
    this.reason = reason;
    this.counter = counter;
  }

  /** Returns why the connection is closed, as the log says it. */
  String reason() {
    return reason;
  }

  /** Returns what counts it; some faults share a counter. */
  LongAdder counter(HttpCounters counters) {
    return counter.apply(counters);
  }
}
