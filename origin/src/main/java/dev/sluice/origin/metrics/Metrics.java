package dev.sluice.origin.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The registry of one server. Values are read when a scrape asks for them; nothing is counted twice.
 *
 * <p>Names begin with {@code sluice_}; those of the JVM are the library's own. Registering is done while the process is
 * composed; scraping by any thread, so that every supplier must be safe to read from any thread.
 */
public final class Metrics {
  /** Media type of {@link #scrape()}. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final String NAME_PREFIX = "sluice_";
  private static final int SCRAPE_LENGTH_HINT = 32 * 1024;

  // There is one JVM, and JvmMetrics never lets go of a registry.
  private static final PrometheusRegistry JVM = new PrometheusRegistry();

  static {
    JvmMetrics.builder().register(JVM);
  }

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter textFormat = PrometheusTextFormatWriter.create();

  /**
   * Registers a count that only grows.
   *
   * @param name begins with {@code sluice_} and has no {@code _total} suffix
   */
  public void counter(String name, String help, LongSupplier value) {
    counters(name, help, List.of(), emitter -> emitter.emit(value.getAsLong()));
  }

  /**
   * Registers a value that goes up and down.
   *
   * @param name begins with {@code sluice_}
   */
  public void gauge(String name, String help, LongSupplier value) {
    gauges(name, help, List.of(), emitter -> emitter.emit(value.getAsLong()));
  }

  /**
   * Registers counts under labels; {@code values} calls the emitter once for each combination, at every scrape.
   *
   * @param labels names of labels whose values are bounded by the program, never chosen by a peer
   */
  public void counters(String name, String help, List<String> labels, Consumer<Emitter> values) {
    CounterWithCallback.builder()
        .name(checked(name))
        .help(help)
        .labelNames(labels.toArray(String[]::new))
        .callback(callback -> values.accept(callback::call))
        .register(registry);
  }

  /**
   * Registers gauges under labels; {@code values} calls the emitter once for each combination, at every scrape.
   *
   * @param labels names of labels whose values are bounded by the program, never chosen by a peer
   */
  public void gauges(String name, String help, List<String> labels, Consumer<Emitter> values) {
    GaugeWithCallback.builder()
        .name(checked(name))
        .help(help)
        .labelNames(labels.toArray(String[]::new))
        .callback(callback -> values.accept(callback::call))
        .register(registry);
  }

  /**
   * Registers histograms under labels; {@code values} calls the emitter once for each combination, at every scrape.
   *
   * @param labels names of labels whose values are bounded by the program, never chosen by a peer
   */
  public void histograms(
      String name, String help, List<String> labels, Consumer<DistributionEmitter> values) {
    registry.register(new HistogramCollector(checked(name), help, labels, values));
  }

  /** Returns what is registered, and the metrics of the JVM: the Prometheus text exposition format, UTF-8. */
  public byte[] scrape() {
    ByteArrayOutputStream text = new ByteArrayOutputStream(SCRAPE_LENGTH_HINT);
    try {
      textFormat.write(text, JVM.scrape());
      textFormat.write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }

  private static String checked(String name) {
    if (!name.startsWith(NAME_PREFIX)) {
      throw new IllegalArgumentException("name: " + name + " (expected: " + NAME_PREFIX + "…)");
    }
    return name;
  }

  /** Takes one labelled distribution. */
  @FunctionalInterface
  public interface DistributionEmitter {
    /** Emits a distribution; as many label values as the family has labels. */
    void emit(Distribution distribution, String... labelValues);
  }

  /** Takes one labelled value. */
  @FunctionalInterface
  public interface Emitter {
    /** Emits a value; as many label values as the family has labels. */
    void emit(double value, String... labelValues);
  }
}
