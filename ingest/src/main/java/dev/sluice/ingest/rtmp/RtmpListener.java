package dev.sluice.ingest.rtmp;

import dev.sluice.ingest.rtmp.RtmpCounters.ConnectionRefusal;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for RTMP publishers and hands them to the channels. Any thread. */
public final class RtmpListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RtmpListener.class);
  private static final int BACKLOG = 1_024;
  /** A stream of 2.5 Mb/s wakes a loop for a few kilobytes, a key frame fills the largest buffer. */
  private static final int LEAST_RECEIVE_LENGTH = 4_096;

  private static final int FIRST_RECEIVE_LENGTH = 8_192;
  private static final int LARGEST_RECEIVE_LENGTH = 65_536;
  private static final WriteBufferWaterMark WRITE_BUFFER = new WriteBufferWaterMark(16_384, 65_536);
  private static final String STOPPING = "the server stops";
  /** How long publishers that were asked to leave may go on, up to a key frame of theirs. */
  private static final long LEAVE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);

  private static final long CLOSE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);
  private static final long REFUSAL_LOG_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

  private final RtmpContext context;
  private final Admission admission;
  private final Set<RtmpConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong nextRefusalLogNs;
  private final Channel server;
  private volatile boolean isClosed;

  private RtmpListener(RtmpContext context) {
    this.context = context;
    this.admission = new Admission(context);
    this.nextRefusalLogNs = new AtomicLong(context.nanoClock().nanoTime());
    this.server = bind();
  }

  /**
   * Binds the address and starts to accept.
   *
   * @throws IllegalArgumentException if a setting is out of its range
   * @throws UncheckedIOException if the address cannot be bound
   */
  public static RtmpListener launch(RtmpContext context) {
    return new RtmpListener(context.conclude());
  }

  /** Returns the address that is bound, with the port that was picked. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.localAddress();
  }

  /**
   * Stops to accept and closes every connection, those of publishers that can be asked to leave two seconds later; returns
   * when their publications have ended, or five seconds after that.
   */
  @Override
  public void close() {
    isClosed = true;
    server.close().awaitUninterruptibly(CLOSE_TIMEOUT_NS, TimeUnit.NANOSECONDS);
    connections.forEach(connection -> connection.requestLeave(STOPPING));
    try {
      awaitEnds(LEAVE_TIMEOUT_NS);
      connections.forEach(connection -> connection.disconnect(STOPPING));
      awaitEnds(CLOSE_TIMEOUT_NS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connections.forEach(connection -> LOG.warn("rtmp {} does not close", connection.remote()));
  }

  private void awaitEnds(long timeoutNs) throws InterruptedException {
    long deadlineNs = System.nanoTime() + timeoutNs;
    for (RtmpConnection connection : connections) {
      if (!connection.awaitEnd(deadlineNs - System.nanoTime())) {
        return;
      }
    }
  }

  private Channel bind() {
    ChannelFuture bound = new ServerBootstrap()
        .group(context.eventLoops())
        .channel(context.serverChannel())
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BUFFER)
        .childOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(
                LEAST_RECEIVE_LENGTH, FIRST_RECEIVE_LENGTH, LARGEST_RECEIVE_LENGTH))
        .childHandler(new ChannelInitializer<SocketChannel>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            accept(channel);
          }
        })
        .bind(context.listen())
        .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new UncheckedIOException(new IOException(
          "rtmp.listen: " + context.listen() + " (expected: an address that can be bound)",
          bound.cause()));
    }
    return bound.channel();
  }

  private void accept(SocketChannel channel) {
    InetSocketAddress remote = channel.remoteAddress();
    if (remote == null || isClosed) {
      channel.close();
      return;
    }
    Optional<ConnectionRefusal> refusal = admission.enter(remote.getAddress());
    if (refusal.isPresent()) {
      refuse(channel, remote.getAddress(), refusal.get());
      return;
    }
    RtmpConnection connection =
        new RtmpConnection(context, admission, ended -> onEnd(ended, remote.getAddress()));
    connections.add(connection);
    context.counters().accepted.increment();
    channel.pipeline().addLast(new HandshakeHandler(), connection);
  }

  private void onEnd(RtmpConnection connection, InetAddress address) {
    connections.remove(connection);
    admission.leave(address);
    context.counters().closed.increment();
  }

  private void refuse(Channel channel, InetAddress address, ConnectionRefusal refusal) {
    context.counters().refused(refusal);
    channel.close();
    long nowNs = context.nanoClock().nanoTime();
    long nextNs = nextRefusalLogNs.get();
    if (nowNs - nextNs >= 0
        && nextRefusalLogNs.compareAndSet(nextNs, nowNs + REFUSAL_LOG_INTERVAL_NS)) {
      LOG.warn(
          "rtmp {} refused: {}; further ones within a second are only counted", address, refusal);
    }
  }
}
