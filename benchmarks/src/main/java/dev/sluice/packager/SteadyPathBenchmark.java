package dev.sluice.packager;

import com.sun.management.ThreadMXBean;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import dev.sluice.packager.codec.AvcConfiguration;
import dev.sluice.packager.codec.VideoFormat;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * Access units of video through ring, muxer and store between two cuts: {@value #UNITS} of them, which begin no segment and,
 * with CMAF, end {@value #PARTS} parts or none.
 *
 * <p>Cuts are not part of it, so that {@code allocatedLength}, the bytes that the thread allocates in all units of an
 * iteration together, is what units and parts take and nothing else.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"})
public class SteadyPathBenchmark {
  static final int UNITS = 90;
  static final int PARTS = 9;

  private static final String AVCC = "01640028ffe1001e"
      + "67640028acd940780227e5c05a808080a0000003002000000781e30632c0"
      + "010004"
      + "68ce3c80";
  private static final int LENGTH = 1_000;
  private static final int TICKS_PER_SECOND = 90_000;
  private static final long EPOCH_MS = 1_763_696_640_000L;
  private static final int GOP_SECONDS = 2;
  /** The random access point, at which a segment is cut, and one more. */
  private static final int UNITS_BEFORE = 2;

  /** What is made: transport stream, CMAF within a part, or CMAF with a part every ten pictures. */
  @Param({"TS", "CMAF_PART", "CMAF_PARTS"})
  public Output output;

  /** The outputs of a run, and how many pictures a second it has. */
  public enum Output {
    /** Transport stream. */
    TS(SegmentFormat.TS, 50),
    /** CMAF, with all units in one part of 200 ms. */
    CMAF_PART(SegmentFormat.CMAF, 500),
    /** CMAF, with ten pictures a part. */
    CMAF_PARTS(SegmentFormat.CMAF, 50);

    private final SegmentFormat format;
    private final int frameRate;

    Output(SegmentFormat format, int frameRate) {
      this.format = format;
      this.frameRate = frameRate;
    }
  }

  /** Counts what was allocated between the cuts. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Allocation {
    /** Bytes in all. */
    public long allocatedLength;
    /** Units in all. */
    public long unitCount;
  }

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Timeline timeline = new Timeline(1, EPOCH_MS, 0);
  private final AccessUnitPayload picture = new FixedPicture(0x41, LENGTH);
  private final AccessUnitPayload randomAccess = new FixedPicture(0x65, LENGTH);
  private OriginStore store;
  private Shard shard;
  private AccessUnitSink sink;
  private VideoFormat format;
  private long frame;
  private long nowNs;

  /** Opens a channel on a shard that this thread drains. */
  @Setup
  public void open() {
    store = new OriginStore(new StoreContext().nanoClock(() -> nowNs).conclude());
    shard = new Shard(
        new PackagerContext()
            .namespace(store.live())
            .outputs(Set.of(output.format))
            .conclude(),
        new PackagerCounters(),
        /* index= */ 0);
    sink = shard.open("bench", 1).rendition("720p30");
    format = AvcConfiguration.parse(HexFormat.of().parseHex(AVCC));
  }

  /** Closes the store. */
  @TearDown
  public void close() {
    store.close();
  }

  /** Takes the units of a segment, and counts what most of them allocate. */
  @Benchmark
  public void betweenCuts(Allocation allocation) {
    publish(/* isRandomAccess= */ true);
    store.doWork();
    publishMany(UNITS_BEFORE - 1);
    long before = threads.getCurrentThreadAllocatedBytes();
    publishMany(UNITS);
    allocation.allocatedLength += threads.getCurrentThreadAllocatedBytes() - before;
    allocation.unitCount += UNITS;
    publishMany(GOP_SECONDS * output.frameRate - UNITS_BEFORE - UNITS);
  }

  private void publishMany(int count) {
    for (int i = 0; i < count; i++) {
      publish(/* isRandomAccess= */ false);
    }
  }

  private void publish(boolean isRandomAccess) {
    long time90k = frame++ * (TICKS_PER_SECOND / output.frameRate);
    nowNs += TimeUnit.SECONDS.toNanos(1) / output.frameRate;
    sink.tryPublish(
        format,
        timeline,
        time90k,
        time90k,
        isRandomAccess,
        isRandomAccess ? randomAccess : picture);
    shard.ring().drain(1);
  }
}
