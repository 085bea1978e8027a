package dev.sluice.origin.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultLogTest {
  private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.7", 4711);

  private final LoggedFaults logged = new LoggedFaults();
  private final HttpCounters counters = new HttpCounters();
  private long nowNs;
  private final FaultLog log = new FaultLog(counters, () -> nowNs);

  @AfterEach
  void close() {
    logged.close();
  }

  @Test
  void shouldSayWhoseConnectionIsClosedAndWhy() {
    log.onClosed(PEER, Fault.SLOW_READER);
    log.onClosed(PEER, Fault.MALFORMED, "PROTOCOL_ERROR");

    assertThat(logged.lines())
        .containsExactly(
            "http /192.0.2.7:4711 closed: it takes next to nothing of what it asked for",
            "http /192.0.2.7:4711 closed: it sends what is malformed (PROTOCOL_ERROR)");
  }

  @Test
  void shouldLeaveOutLinesPastTheLimitAndSayHowMany() {
    for (int i = 0; i < FaultLog.MAX_LINES_PER_SECOND + 3; i++) {
      log.onClosed(PEER, Fault.EXCESS);
    }
    assertThat(logged.lines()).hasSize(FaultLog.MAX_LINES_PER_SECOND);

    nowNs += TimeUnit.SECONDS.toNanos(1);
    log.onClosed(PEER, Fault.EXCESS);
    log.onClosed(PEER, Fault.EXCESS);

    assertThat(
            logged.lines().subList(FaultLog.MAX_LINES_PER_SECOND, logged.lines().size()))
        .containsExactly(
            "http /192.0.2.7:4711 closed: it sends more than it may; 3 more were not logged",
            "http /192.0.2.7:4711 closed: it sends more than it may");
    assertThat(counters.excessivePeers.sum()).isEqualTo(FaultLog.MAX_LINES_PER_SECOND + 5);
  }

  @Test
  void shouldCountBothLimitsAsRefused() {
    log.onClosed(PEER, Fault.TOTAL_LIMIT);
    log.onClosed(PEER, Fault.ADDRESS_LIMIT);

    assertThat(counters.refusedConnections.sum()).isEqualTo(2);
  }
}
