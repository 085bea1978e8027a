package dev.sluice.ingest.gateway.compose;

import dev.sluice.ingest.channel.PublishListener.Refusal;
import dev.sluice.ingest.rtmp.RtmpCounters;
import dev.sluice.ingest.rtmp.RtmpCounters.ConnectionRefusal;
import dev.sluice.origin.metrics.Metrics;
import dev.sluice.origin.tier.ColdCounters;
import dev.sluice.packager.Packager;
import dev.sluice.packager.PackagerCounters;
import dev.sluice.packager.PackagerCounters.Drop;
import java.util.List;
import java.util.Locale;

/** What a scrape sees of the packager, of the listeners and of the cold tier. */
final class GatewayMetrics {
  private GatewayMetrics() {}

  static void register(Metrics metrics, Packager packager) {
    PackagerCounters counters = packager.counters();
    metrics.counter("sluice_segments", "Segments that were listed.", counters::segments);
    metrics.counter("sluice_segment_bytes", "Bytes of these segments.", counters::segmentBytes);
    metrics.counter("sluice_parts", "Parts that were listed.", counters::parts);
    metrics.counter(
        "sluice_silent_frames",
        "Frames of silence where audio stayed away.",
        counters::silentFrames);
    metrics.counter(
        "sluice_segments_forced",
        "Segments that begin where decoding cannot start.",
        counters::forcedCuts);
    metrics.counter(
        "sluice_segments_discontinuous",
        "Segments that were listed with a discontinuity.",
        counters::discontinuities);
    metrics.counter(
        "sluice_playlist_renders", "Times that playlists were rendered.", counters::renders);
    metrics.counter("sluice_playlist_render_ns", "Nanoseconds that took.", counters::renderNs);
    metrics.counter(
        "sluice_playlist_render_failures",
        "Playlists that the store had no room for.",
        counters::failedRenders);
    metrics.gauge(
        "sluice_ring_occupied", "Access units that wait in rings.", packager::ringOccupied);
    metrics.counters(
        "sluice_packager_drops",
        "Access units that the packager dropped.",
        List.of("reason"),
        emitter -> {
          for (Drop drop : Drop.values()) {
            emitter.emit(counters.dropped(drop), label(drop));
          }
        });
  }

  static void register(Metrics metrics, RtmpCounters counters) {
    metrics.gauge("sluice_rtmp_connections", "Open connections.", counters::openConnections);
    metrics.counter("sluice_rtmp_accepted", "Connections let in.", counters::acceptedConnections);
    metrics.counter("sluice_rtmp_received_bytes", "Bytes received.", counters::receivedLength);
    metrics.counter(
        "sluice_rtmp_received_messages", "Messages received.", counters::receivedMessages);
    metrics.counter(
        "sluice_rtmp_protocol_errors",
        "Connections closed because of what they sent.",
        counters::protocolErrors);
    metrics.counter(
        "sluice_rtmp_failed_handshakes",
        "Connections that ended before their handshake.",
        counters::failedHandshakes);
    metrics.counter(
        "sluice_rtmp_timeouts", "Connections closed by a deadline.", counters::timeouts);
    metrics.counter("sluice_rtmp_publications", "Publications begun.", counters::publications);
    metrics.counter(
        "sluice_rtmp_timestamp_wraps", "Timestamp wraps unwrapped.", counters::timestampWraps);
    metrics.counter(
        "sluice_rtmp_dropped_messages", "Media messages without use.", counters::droppedMessages);
    metrics.counters(
        "sluice_rtmp_refused_connections",
        "Connections closed as soon as they came.",
        List.of("reason"),
        emitter -> {
          for (ConnectionRefusal refusal : ConnectionRefusal.values()) {
            emitter.emit(counters.refusedConnections(refusal), label(refusal));
          }
        });
    metrics.counters(
        "sluice_rtmp_refused_publishes",
        "Requests to publish that were refused.",
        List.of("reason"),
        emitter -> {
          for (Refusal refusal : Refusal.values()) {
            emitter.emit(counters.refusedPublishes(refusal), label(refusal));
          }
        });
  }

  static void register(Metrics metrics, ColdCounters counters) {
    metrics.gauge("sluice_cold_objects", "Objects of the cold tier.", counters::objects);
    metrics.gauge("sluice_cold_bytes", "Bytes of disk that they take.", counters::bytes);
    metrics.counter("sluice_cold_copies", "Objects copied to it.", counters::copies);
    metrics.counter("sluice_cold_copied_bytes", "Bytes of these.", counters::bytesCopied);
    metrics.counter("sluice_cold_reads", "Objects read from it.", counters::reads);
    metrics.counter("sluice_cold_read_bytes", "Bytes of these.", counters::bytesRead);
    metrics.counter(
        "sluice_cold_refusals",
        "Copies and reads refused: a queue was full or the disk failed.",
        counters::refusals);
    metrics.counter(
        "sluice_cold_errors", "Times that the disk failed or was full.", counters::errors);
    metrics.counter("sluice_cold_torn_files", "Files that were not whole.", counters::torn);
    metrics.counter("sluice_cold_expired", "Objects whose lifetime was over.", counters::expired);
    metrics.counter(
        "sluice_cold_displaced", "Objects that made room for others.", counters::displaced);
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
