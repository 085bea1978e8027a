package dev.sluice.origin.http;

import dev.sluice.origin.http.log.AccessLog;
import dev.sluice.origin.metrics.Metrics;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts of the HTTP server: added to by its event loops, read by scrapes. */
final class HttpCounters {
  private static final int STATUS_CLASS_COUNT = 6;

  final LongAdder openConnections = new LongAdder();
  final LongAdder refusedConnections = new LongAdder();
  final LongAdder bytesSent = new LongAdder();
  final LongAdder refusedBodies = new LongAdder();
  final LongAdder slowReaders = new LongAdder();
  final LongAdder lateRequests = new LongAdder();
  final LongAdder lateBodies = new LongAdder();
  final LongAdder excessivePeers = new LongAdder();
  final LongAdder malformedPeers = new LongAdder();
  final LongAdder failedHandshakes = new LongAdder();
  private final LongAdder[] responses = new LongAdder[STATUS_CLASS_COUNT];

  HttpCounters() {
    for (int i = 0; i < STATUS_CLASS_COUNT; i++) {
      responses[i] = new LongAdder();
    }
  }

  void onResponse(int status) {
    responses[status / 100].increment();
  }

  void registerWith(Metrics metrics, Optional<AccessLog> accessLog) {
    metrics.counters(
        "sluice_http_responses", "Responses by class of status", List.of("class"), emitter -> {
          for (int i = 2; i < STATUS_CLASS_COUNT; i++) {
            emitter.emit(responses[i].sum(), i + "xx");
          }
        });
    metrics.counter("sluice_http_body_bytes", "Bytes of bodies that sockets took", bytesSent::sum);
    metrics.counter(
        "sluice_http_refused_bodies",
        "Bodies refused since too much waits for its readers on the heap",
        refusedBodies::sum);
    accessLog.ifPresent(log -> metrics.counter(
        "sluice_http_access_log_dropped", "Exchanges that were not logged", log::dropped));
    metrics.gauge("sluice_http_connections", "Open connections", openConnections::sum);
    metrics.counter(
        "sluice_http_refused_connections",
        "Connections closed at a limit",
        refusedConnections::sum);
    metrics.counters(
        "sluice_http_cut_connections", "Connections cut off", List.of("reason"), emitter -> {
          emitter.emit(slowReaders.sum(), "slow_reader");
          emitter.emit(lateRequests.sum(), "late_request");
          emitter.emit(lateBodies.sum(), "late_body");
          emitter.emit(excessivePeers.sum(), "excess");
          emitter.emit(malformedPeers.sum(), "malformed");
          emitter.emit(failedHandshakes.sum(), "handshake");
        });
  }
}
