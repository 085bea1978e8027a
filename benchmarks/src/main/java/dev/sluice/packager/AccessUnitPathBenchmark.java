package dev.sluice.packager;

import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import dev.sluice.packager.codec.AvcConfiguration;
import dev.sluice.packager.codec.VideoFormat;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
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
 * One access unit of 2.5 Mb/s video through ring, muxer and store.
 *
 * <p>Producer and shard are one thread, and media time moves the clock of the store. At 30 frames a second a cut and its
 * playlists (text, gzip, objects) are spread over 60 units; at 9,000 frames a second of small pictures over 18,000, which
 * leaves what the unit itself takes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"})
public class AccessUnitPathBenchmark {
  private static final String AVCC = "01640028ffe1001e"
      + "67640028acd940780227e5c05a808080a0000003002000000781e30632c0"
      + "010004"
      + "68ce3c80";
  private static final int BYTES_PER_SECOND = 312_500;
  private static final int TICKS_PER_SECOND = 90_000;
  private static final int GOP_SECONDS = 2;
  private static final int MIN_LENGTH = 500;
  private static final int MAX_OBJECT_SIZE = 64 << 20;

  /** Pictures a second. */
  @Param({"30", "9000"})
  public int frameRate;

  private final Timeline timeline = new Timeline(1, 1_763_696_640_000L, 0);
  private OriginStore store;
  private Shard shard;
  private AccessUnitSink sink;
  private VideoFormat format;
  private AccessUnitPayload payload;
  private AccessUnitPayload randomAccessPayload;
  private long frame;
  private long nowNs;

  /** Opens a channel on a shard that this thread drains. */
  @Setup
  public void open() {
    store = new OriginStore(
        new StoreContext().maxObjectSize(MAX_OBJECT_SIZE).nanoClock(() -> nowNs).conclude());
    shard = new Shard(
        new PackagerContext().namespace(store.live()).conclude(),
        new PackagerCounters(),
        /* index= */ 0);
    sink = shard.open("bench", 1).rendition("720p30");
    format = AvcConfiguration.parse(HexFormat.of().parseHex(AVCC));
    int length = Math.max(MIN_LENGTH, BYTES_PER_SECOND / frameRate);
    payload = new FixedPicture(0x41, length);
    randomAccessPayload = new FixedPicture(0x65, length);
  }

  /** Closes the store. */
  @TearDown
  public void close() {
    store.close();
  }

  /** Publishes one picture and drains the ring. */
  @Benchmark
  public int accessUnit() {
    boolean isRandomAccess = frame % (GOP_SECONDS * frameRate) == 0;
    long time90k = frame++ * (TICKS_PER_SECOND / frameRate);
    nowNs += TimeUnit.SECONDS.toNanos(1) / frameRate;
    sink.tryPublish(
        format,
        timeline,
        time90k,
        time90k,
        isRandomAccess,
        isRandomAccess ? randomAccessPayload : payload);
    if (isRandomAccess) {
      store.doWork();
    }
    return shard.ring().drain(1);
  }
}
