package dev.sluice.ingest.channel;

import dev.sluice.ingest.channel.ChannelStatus.State;
import dev.sluice.origin.metrics.Metrics;
import java.util.List;
import java.util.Locale;

/** What a scrape sees of channels. */
final class ChannelMetrics {
  private ChannelMetrics() {}

  static void register(Channels channels, Metrics metrics) {
    ChannelCounters counters = channels.counters();
    metrics.counters("sluice_timestamp_repairs", "Repairs of times.", List.of("case"), emitter -> {
      for (RepairCase repair : RepairCase.values()) {
        emitter.emit(counters.repairs(repair), label(repair));
      }
    });
    metrics.counters(
        "sluice_access_units_dropped",
        "Access units that did not reach the packager.",
        List.of("reason"),
        emitter -> {
          for (DropReason reason : DropReason.values()) {
            emitter.emit(counters.drops(reason), label(reason));
          }
        });
    metrics.counter(
        "sluice_channel_takeovers", "Publishers replaced by another.", counters::takeovers);
    metrics.counter(
        "sluice_channel_resumes", "Publishers that came back in time.", counters::resumes);
    metrics.gauges("sluice_channels", "Channels by state.", List.of("state"), emitter -> {
      List<ChannelStatus> snapshot = channels.snapshot();
      for (State state : State.values()) {
        emitter.emit(
            snapshot.stream().filter(status -> status.state() == state).count(), label(state));
      }
    });
    metrics.gauge(
        "sluice_channel_media_age_max_ms",
        "Time since the last access unit of the publisher that is silent for the longest.",
        () -> channels.snapshot().stream()
            .filter(status -> status.state() == State.PUBLISHING)
            .mapToLong(ChannelStatus::mediaAgeMs)
            .max()
            .orElse(0));
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
