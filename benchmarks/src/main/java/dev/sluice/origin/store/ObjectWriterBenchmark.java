package dev.sluice.origin.store;

import dev.sluice.origin.store.ObjectSpec.Visibility;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Writes segments as a packager does: claim, fill and publish an access unit at a time, commit the segment, remove the
 * oldest of a window.
 *
 * <p>One operation is one access unit. With {@code -prof gc}, ten times the access units a segment give a tenth of the
 * bytes an operation: what is allocated is allocated once a segment.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ObjectWriterBenchmark {
  private static final int SEGMENT_LENGTH = 850 * 1024;
  private static final int WINDOW = 16;
  private static final ObjectSpec SPEC = new ObjectSpec(
      "video/mp2t",
      "max-age=3600, immutable",
      Visibility.GROWING,
      ObjectSpec.PINNED,
      SEGMENT_LENGTH);

  /** Access units that share the length of a segment. */
  @Param({"60", "600"})
  public int accessUnitsPerSegment;

  private final String[] keys = new String[WINDOW];
  private OriginStore store;
  private Namespace live;
  private UnsafeBuffer accessUnit;
  private ObjectWriter writer;
  private int accessUnitIndex;
  private int segmentIndex;

  /** Opens a store with room for the window. */
  @Setup
  public void open() {
    for (int i = 0; i < WINDOW; i++) {
      keys[i] = "main/playlist_720p30_" + i + ".ts";
    }
    store = new OriginStore(new StoreContext().hotCapacity(64L << 20));
    live = store.live();
    accessUnit = new UnsafeBuffer(new byte[SEGMENT_LENGTH / accessUnitsPerSegment]);
    writer = live.begin(keys[0], SPEC);
  }

  /** Frees the store's memory. */
  @TearDown
  public void close() {
    writer.abort();
    store.close();
  }

  /** Writes one access unit, and every {@link #accessUnitsPerSegment} of them commits and begins a segment. */
  @Benchmark
  public int writeAccessUnit() {
    int length = accessUnit.capacity();
    int offset = writer.claim(length);
    writer.buffer().putBytes(offset, accessUnit, 0, length);
    writer.publish();
    if (++accessUnitIndex == accessUnitsPerSegment) {
      accessUnitIndex = 0;
      cut();
    }
    return offset;
  }

  private void cut() {
    writer.commit();
    segmentIndex = (segmentIndex + 1) % WINDOW;
    live.remove(keys[segmentIndex]);
    writer = live.begin(keys[segmentIndex], SPEC);
  }
}
