package dev.sluice.origin.metrics;

import dev.sluice.origin.metrics.Metrics.DistributionEmitter;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.Consumer;

/** Asks for histograms when a scrape does; the library has no histogram with a callback of its own. */
record HistogramCollector(
    String name, String help, List<String> labels, Consumer<DistributionEmitter> values)
    implements Collector {
  @Override
  public MetricSnapshot collect() {
    HistogramSnapshot.Builder snapshot = HistogramSnapshot.builder().name(name).help(help);
    values.accept(
        (distribution, labelValues) -> snapshot.dataPoint(HistogramDataPointSnapshot.builder()
            .classicHistogramBuckets(distribution.buckets())
            .sum(distribution.sum())
            .labels(Labels.of(labels, List.of(labelValues)))
            .build()));
    return snapshot.build();
  }

  @Override
  public MetricFamilyDescriptor getMetricFamilyDescriptor() {
    return MetricFamilyDescriptor.histogram(name).build();
  }
}
