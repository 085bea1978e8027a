package dev.sluice.origin.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.Tests;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics metrics = new Metrics();

  @Test
  void shouldReadValuesWhenScraped() {
    AtomicLong value = new AtomicLong(1);
    metrics.counter("sluice_test_events", "Events", value::get);
    metrics.gauge("sluice_test_level", "Level", value::get);

    value.set(7);

    assertThat(scrape())
        .contains("# TYPE sluice_test_events_total counter", "sluice_test_events_total 7.0")
        .contains("# TYPE sluice_test_level gauge", "sluice_test_level 7.0");
  }

  @Test
  void shouldEmitEachCombinationOfLabels() {
    metrics.counters("sluice_test_repairs", "Repairs", List.of("kind"), emitter -> {
      emitter.emit(1, "wrap");
      emitter.emit(2, "a \"quoted\"\nkind");
    });
    metrics.gauges(
        "sluice_test_rings",
        "Rings",
        List.of("shard", "side"),
        emitter -> emitter.emit(3, "0", "in"));

    assertThat(scrape())
        .contains("sluice_test_repairs_total{kind=\"wrap\"} 1.0")
        .contains("sluice_test_repairs_total{kind=\"a \\\"quoted\\\"\\nkind\"} 2.0")
        .contains("sluice_test_rings{shard=\"0\",side=\"in\"} 3.0");
  }

  @Test
  void shouldLetGoOfWhatItReadsFromWhenItIsGone() {
    WeakReference<AtomicLong> value = new WeakReference<>(registered());

    Tests.await(
        () -> {
          System.gc();
          return value.get() == null;
        },
        "value collected");
  }

  @Test
  void shouldEmitHistograms() {
    metrics.histograms("sluice_test_seconds", "Times", List.of("rung"), emitter -> {
      emitter.emit(
          new Distribution(0.75).add(0.1, 2).add(0.5, 1).add(Double.POSITIVE_INFINITY, 1), "720p");
    });

    assertThat(scrape())
        .contains("# TYPE sluice_test_seconds histogram")
        .contains("sluice_test_seconds_bucket{rung=\"720p\",le=\"0.1\"} 2")
        .contains("sluice_test_seconds_bucket{rung=\"720p\",le=\"0.5\"} 3")
        .contains("sluice_test_seconds_bucket{rung=\"720p\",le=\"+Inf\"} 4")
        .contains("sluice_test_seconds_sum{rung=\"720p\"} 0.75");
  }

  @Test
  void shouldRefuseNamesOfOthersAndNamesThatAreTaken() {
    metrics.counter("sluice_test_events", "Events", () -> 0);

    assertThatThrownBy(() -> metrics.counter("sluice_test_events", "Events", () -> 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> metrics.gauge("level", "Level", () -> 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("name: level (expected: sluice_…)");
  }

  private static AtomicLong registered() {
    AtomicLong value = new AtomicLong();
    new Metrics().gauge("sluice_test_level", "Level", value::get);
    return value;
  }

  private String scrape() {
    return new String(metrics.scrape(), UTF_8);
  }
}
