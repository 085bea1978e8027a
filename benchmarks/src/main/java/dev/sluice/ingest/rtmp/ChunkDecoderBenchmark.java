package dev.sluice.ingest.rtmp;

import dev.sluice.packager.AccessUnitPayload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * From received bytes to the view of an access unit: one second of a 2.5 Mb/s stream, 30 pictures and 47 audio frames,
 * in reads of 8 KiB. A score is one message; {@code -prof gc} shows what it allocates.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
public class ChunkDecoderBenchmark {
  private static final int PICTURE_COUNT = 30;
  private static final int AUDIO_COUNT = 47;
  private static final int MESSAGE_COUNT = PICTURE_COUNT + AUDIO_COUNT;
  private static final int KEY_PICTURE_LENGTH = 60_000;
  private static final int PICTURE_LENGTH = 8_000;
  private static final int AUDIO_LENGTH = 340;
  private static final int READ_LENGTH = 8_192;

  /** Chunk size of the peer: the protocol's default, OBS, and what FFmpeg adopts from us. */
  @Param({"128", "4096", "65536"})
  int chunkSize;

  private final UnsafeBuffer view = new UnsafeBuffer();
  private EventLoopGroup loops;
  private ChunkDecoder decoder;
  private ByteBuf setup;
  private ByteBuf second;
  private long sum;

  /** Writes the bytes once. */
  @Setup(Level.Trial)
  public void setUp() {
    loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    RtmpContext context = new RtmpContext()
        .publishDoor((request, listener) -> () -> {})
        .eventLoops(loops, NioServerSocketChannel.class)
        .conclude();
    decoder = new ChunkDecoder(context, ByteBufAllocator.DEFAULT, this::onMessage);
    decoder.allowMedia();
    setup = ByteBufAllocator.DEFAULT.directBuffer();
    header(setup, 2, MessageType.SET_CHUNK_SIZE, Integer.BYTES).writeInt(chunkSize);
    decoder.decode(setup);
    second = ByteBufAllocator.DEFAULT.directBuffer();
    for (int i = 0; i < MESSAGE_COUNT; i++) {
      boolean isPicture =
          i * PICTURE_COUNT / MESSAGE_COUNT != (i + 1) * PICTURE_COUNT / MESSAGE_COUNT;
      int pictureLength = i < 3 ? KEY_PICTURE_LENGTH : PICTURE_LENGTH;
      write(
          isPicture ? MessageType.VIDEO : MessageType.AUDIO,
          isPicture ? pictureLength : AUDIO_LENGTH);
    }
  }

  /** Gives the buffers back. */
  @TearDown(Level.Trial)
  public void tearDown() {
    decoder.close();
    setup.release();
    second.release();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** Decodes a second of media. */
  @Benchmark
  @OperationsPerInvocation(MESSAGE_COUNT)
  public long decode() {
    int end = second.writerIndex();
    second.readerIndex(0);
    while (second.readerIndex() < end) {
      second.writerIndex(Math.min(end, second.readerIndex() + READ_LENGTH));
      decoder.decode(second);
    }
    second.writerIndex(end);
    return sum;
  }

  private void onMessage(int type, int streamId, int timestampMs, ByteBuf payload) {
    AccessUnitPayload unit = BufferPayload.of(payload);
    unit.wrapInto(view);
    sum += view.getByte(0) + unit.length();
    unit.release();
  }

  private void write(int type, int length) {
    header(second, 4, type, length);
    for (int at = 0; at < length; at += chunkSize) {
      if (at > 0) {
        second.writeByte(0xC0 | 4);
      }
      second.writeZero(Math.min(chunkSize, length - at));
    }
  }

  private static ByteBuf header(ByteBuf out, int chunkStream, int type, int length) {
    return out.writeByte(chunkStream)
        .writeMedium(0)
        .writeMedium(length)
        .writeByte(type)
        .writeIntLE(1);
  }
}
