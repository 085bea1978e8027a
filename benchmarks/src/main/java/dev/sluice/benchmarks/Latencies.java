package dev.sluice.benchmarks;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** How long the requests of one kind took, and what went wrong. Used by one thread at a time. */
final class Latencies {
  private static final double NS_PER_MS = 1e6;

  private long[] elapsedNs = new long[1 << 16];
  private int count;
  private long byteCount;
  private final Map<String, Integer> faults = new TreeMap<>();

  void record(long ns) {
    if (count == elapsedNs.length) {
      elapsedNs = Arrays.copyOf(elapsedNs, 2 * count);
    }
    elapsedNs[count++] = ns;
  }

  void onBytes(int length) {
    byteCount += length;
  }

  void onFault(String what) {
    faults.merge(what, 1, Integer::sum);
  }

  /** Forgets all but the faults: what was before belongs to the start. */
  void restart() {
    count = 0;
    byteCount = 0;
  }

  boolean hasFaults() {
    return !faults.isEmpty();
  }

  /** Returns the figures as JSON, times in milliseconds. */
  String json() {
    long[] sorted = Arrays.copyOf(elapsedNs, count);
    Arrays.sort(sorted);
    return String.format(
        "{\"count\": %d, \"bytes\": %d, \"p50_ms\": %.2f, \"p99_ms\": %.2f, \"max_ms\": %.2f, \"faults\": %d, \"what\": \"%s\"}",
        count,
        byteCount,
        at(sorted, 0.5),
        at(sorted, 0.99),
        at(sorted, 1),
        faults.values().stream().mapToInt(Integer::intValue).sum(),
        faults);
  }

  private static double at(long[] sorted, double share) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)] / NS_PER_MS;
  }
}
