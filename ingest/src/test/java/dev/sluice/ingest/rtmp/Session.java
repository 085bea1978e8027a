package dev.sluice.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A connection on an embedded channel whose time is moved by hand; closing it fails if a buffer is left behind. */
final class Session implements AutoCloseable {
  /** Never started: an embedded channel is its own loop. */
  private static final EventLoopGroup NO_LOOPS =
      new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());

  final FakeDoor door = new FakeDoor();
  final RtmpContext context = context(door);
  final EmbeddedChannel channel;
  final RtmpConnection connection;
  private final UnpooledByteBufAllocator allocator =
      new UnpooledByteBufAllocator(/* preferDirect= */ true);
  private final StringBuilder sent = new StringBuilder();
  private long nowNs;

  Session() {
    context.nanoClock(() -> nowNs);
    channel = new EmbeddedChannel();
    channel.config().setAllocator(allocator);
    channel.freezeTime();
    connection = new RtmpConnection(context, new Admission(context), ended -> {});
    channel.pipeline().addLast(new HandshakeHandler(), connection);
    channel.pipeline().fireChannelActive();
  }

  static RtmpContext context(PublishDoor door) {
    return new RtmpContext().publishDoor(door).eventLoops(NO_LOOPS, LocalServerChannel.class);
  }

  Session send(Script script) {
    return send(script.bytes(), Integer.MAX_VALUE);
  }

  /** Sends the bytes in pieces of a size. */
  Session send(byte[] bytes, int size) {
    for (int at = 0; at < bytes.length && channel.isOpen(); at += size) {
      int end = (int) Math.min(bytes.length, (long) at + size);
      channel.writeInbound(Unpooled.wrappedBuffer(Arrays.copyOfRange(bytes, at, end)));
      if (size == Integer.MAX_VALUE) {
        break;
      }
    }
    channel.runPendingTasks();
    return this;
  }

  /** Returns all that was sent to the peer so far, as text in which the names of commands can be found. */
  String sent() {
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      sent.append(out.toString(StandardCharsets.ISO_8859_1));
      out.release();
    }
    return sent.toString();
  }

  void advance(long ms) {
    nowNs += TimeUnit.MILLISECONDS.toNanos(ms);
    channel.advanceTimeBy(ms, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  FakePublication publication() {
    return door.publication();
  }

  @Override
  public void close() {
    sent();
    channel.finishAndReleaseAll();
    assertThat(allocator.metric().usedDirectMemory()).as("bytes left behind").isZero();
  }
}
