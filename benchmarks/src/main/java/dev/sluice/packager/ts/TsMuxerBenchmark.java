package dev.sluice.packager.ts;

import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectSpec.Visibility;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AvcConfiguration;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;
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
 * Writes access units into segments of a store: 10 KB of video or 350 bytes of audio an operation.
 *
 * <p>With {@code -prof gc}, ten times the access units a segment give a tenth of the bytes an operation: what is
 * allocated is the object of a segment.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TsMuxerBenchmark {
  private static final int VIDEO_LENGTH = 10 * 1024;
  private static final int AUDIO_LENGTH = 350;
  private static final int VIDEO_FRAME_90K = 3_000;
  private static final int AUDIO_FRAME_90K = 1_920;
  private static final int PREFIX_LENGTH = 4;
  private static final byte SLICE = 0x41;
  private static final byte[] AVCC = HexFormat.of()
      .parseHex("0164000cffe1001a6764000cacd941419f9f0110000003001000000303"
          + "20f142996001000468ef8fcbfdf8f800");
  private static final byte[] AUDIO_SPECIFIC_CONFIG = {0x11, (byte) 0x90};

  /** Access units that share a segment. */
  @Param({"60", "600"})
  public int accessUnitsPerSegment;

  private final TsMuxer muxer = new TsMuxer();
  private final UnsafeBuffer video = new UnsafeBuffer(ByteBuffer.allocateDirect(VIDEO_LENGTH));
  private final UnsafeBuffer audio = new UnsafeBuffer(ByteBuffer.allocateDirect(AUDIO_LENGTH));
  private OriginStore store;
  private Namespace live;
  private ObjectWriter target;
  private long time90k;
  private int accessUnitIndex;

  /** Opens a store with room for two segments and begins the first. */
  @Setup
  public void open() {
    store = new OriginStore(new StoreContext().hotCapacity(64L << 20));
    live = store.live();
    video.putInt(0, VIDEO_LENGTH - PREFIX_LENGTH, ByteOrder.BIG_ENDIAN);
    video.putByte(PREFIX_LENGTH, SLICE);
    muxer.tracks(
        Optional.of(AvcConfiguration.parse(AVCC)),
        Optional.of(AacConfiguration.parse(AUDIO_SPECIFIC_CONFIG)));
    begin();
  }

  /** Frees the store's memory. */
  @TearDown
  public void close() {
    target.abort();
    store.close();
  }

  /** Writes one access unit of video. */
  @Benchmark
  public int writeVideo() {
    time90k += VIDEO_FRAME_90K;
    int written = muxer.writeVideo(
        target, time90k, time90k, /* isRandomAccess= */ accessUnitIndex == 0, video);
    cutIfDue();
    return written;
  }

  /** Writes one frame of audio. */
  @Benchmark
  public int writeAudio() {
    time90k += AUDIO_FRAME_90K;
    int written = muxer.writeAudio(target, time90k, audio);
    cutIfDue();
    return written;
  }

  private void cutIfDue() {
    target.publish();
    if (++accessUnitIndex == accessUnitsPerSegment) {
      accessUnitIndex = 0;
      target.commit();
      live.remove("segment");
      begin();
    }
  }

  private void begin() {
    target = live.begin(
        "segment",
        new ObjectSpec(
            "video/mp2t",
            "no-store",
            Visibility.GROWING,
            ObjectSpec.PINNED,
            accessUnitsPerSegment * (VIDEO_LENGTH + VIDEO_LENGTH / 20)));
    muxer.beginSegment(target, /* isDiscontinuity= */ false);
  }
}
