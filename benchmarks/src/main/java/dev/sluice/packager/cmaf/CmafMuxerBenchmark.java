package dev.sluice.packager.cmaf;

import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectSpec.Visibility;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.Timeline;
import dev.sluice.packager.codec.AvcConfiguration;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Writes pictures of 10 KB into segments of a store, in chunks of {@value #CHUNK_UNITS}; a picture an operation.
 *
 * <p>With {@code -prof gc}, ten times the chunks a segment give a fraction of the bytes an operation: what is allocated
 * is the object of a segment and its chain of slabs, nothing a picture or a chunk.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CmafMuxerBenchmark {
  private static final int CHUNK_UNITS = 6;
  private static final int VIDEO_LENGTH = 10 * 1024;
  private static final int VIDEO_FRAME_90K = 3_000;
  private static final int PREFIX_LENGTH = 4;
  private static final byte SLICE = 0x41;
  private static final byte[] AVCC = HexFormat.of()
      .parseHex("0164000cffe1001a6764000cacd941419f9f0110000003001000000303"
          + "20f142996001000468ef8fcbfdf8f800");

  /** Chunks that share a segment. */
  @Param({"10", "100"})
  public int chunksPerSegment;

  private final CmafMuxer muxer = CmafMuxer.of(AvcConfiguration.parse(AVCC));
  private final UnsafeBuffer video = new UnsafeBuffer(ByteBuffer.allocateDirect(VIDEO_LENGTH));
  private final AccessUnitPayload payload = new Payload();
  private OriginStore store;
  private Namespace live;
  private ObjectWriter target;
  private long time90k;
  private int chunkIndex;

  /** Opens a store with room for two segments and begins the first. */
  @Setup
  public void open() {
    store = new OriginStore(new StoreContext().hotCapacity(64L << 20));
    live = store.live();
    video.putInt(0, VIDEO_LENGTH - PREFIX_LENGTH, ByteOrder.BIG_ENDIAN);
    video.putByte(PREFIX_LENGTH, SLICE);
    muxer.begin(new Timeline(0, 0, 0));
    begin();
  }

  /** Frees the store's memory. */
  @TearDown
  public void close() {
    target.abort();
    store.close();
  }

  /** Collects and writes one chunk. */
  @Benchmark
  @OperationsPerInvocation(CHUNK_UNITS)
  public int writeChunk() {
    for (int i = 0; i < CHUNK_UNITS; i++) {
      muxer.add(time90k + VIDEO_FRAME_90K, time90k, /* isRandomAccess= */ false, payload);
      time90k += VIDEO_FRAME_90K;
    }
    int written = muxer.writeChunk(target, time90k, /* isSegmentStart= */ chunkIndex == 0);
    if (written < 0) {
      throw new IllegalStateException("writeChunk: " + written);
    }
    cutIfDue();
    return written;
  }

  private void cutIfDue() {
    target.publish();
    if (++chunkIndex == chunksPerSegment) {
      chunkIndex = 0;
      target.commit();
      live.remove("segment");
      begin();
    }
  }

  private void begin() {
    target = live.begin(
        "segment",
        new ObjectSpec(
            "video/mp4",
            "no-store",
            Visibility.GROWING,
            ObjectSpec.PINNED,
            chunksPerSegment * CHUNK_UNITS * (VIDEO_LENGTH + VIDEO_LENGTH / 20)));
  }

  /** The same bytes again and again, which need no release. */
  private final class Payload implements AccessUnitPayload {
    @Override
    public void wrapInto(UnsafeBuffer view) {
      view.wrap(video);
    }

    @Override
    public int length() {
      return VIDEO_LENGTH;
    }

    @Override
    public void release() {
      // Nothing is counted.
    }
  }
}
