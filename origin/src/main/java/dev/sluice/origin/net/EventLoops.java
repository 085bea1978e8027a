package dev.sluice.origin.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A group of event loops with the transport that it was made for: epoll where the machine has it, NIO elsewhere.
 *
 * <p>Any thread may call it. Whoever launches a group closes it, after the listeners that run on it.
 */
public final class EventLoops implements AutoCloseable {
  /** System property that selects a transport: {@code epoll}, {@code nio}, or unset for the best one. */
  public static final String TRANSPORT_PROPERTY = "sluice.transport";

  private static final long QUIET_MS = 0;
  private static final long CLOSE_TIMEOUT_MS = 3_000;

  private final MultiThreadIoEventLoopGroup group;
  private final Transport transport;

  private EventLoops(String prefix, int threads, Transport transport) {
    this.transport = transport;
    group = new MultiThreadIoEventLoopGroup(threads, daemonThreads(prefix), transport.ioHandlers());
  }

  /**
   * Starts a group on the transport that {@link #TRANSPORT_PROPERTY} names, or on the best of the machine.
   *
   * @param prefix of the thread names, which are {@code prefix-n}
   * @param threads number of loops, at least 1
   * @throws IllegalArgumentException if there is no thread, or the property names no transport
   * @throws UnsatisfiedLinkError if the property asks for epoll where there is none
   */
  public static EventLoops launch(String prefix, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(prefix + ".threads: " + threads + " (expected: >= 1)");
    }
    return new EventLoops(
        prefix, threads, Transport.select(System.getProperty(TRANSPORT_PROPERTY, "")));
  }

  /** Returns the group. */
  public EventLoopGroup group() {
    return group;
  }

  /** Returns the class of a listening TCP socket on this transport. */
  public Class<? extends ServerChannel> serverChannel() {
    return transport.serverChannel();
  }

  /** Stops the loops; returns when their threads have ended or after a few seconds. */
  @Override
  public void close() {
    group
        .shutdownGracefully(QUIET_MS, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
  }

  private static ThreadFactory daemonThreads(String prefix) {
    AtomicInteger started = new AtomicInteger();
    return task -> {
      Thread thread = new FastThreadLocalThread(task, prefix + "-" + started.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }

  private enum Transport {
    EPOLL {
      @Override
      IoHandlerFactory ioHandlers() {
        return EpollIoHandler.newFactory();
      }

      @Override
      Class<? extends ServerChannel> serverChannel() {
        return EpollServerSocketChannel.class;
      }
    },
    NIO {
      @Override
      IoHandlerFactory ioHandlers() {
        return NioIoHandler.newFactory();
      }

      @Override
      Class<? extends ServerChannel> serverChannel() {
        return NioServerSocketChannel.class;
      }
    };

    abstract IoHandlerFactory ioHandlers();

    abstract Class<? extends ServerChannel> serverChannel();

    static Transport select(String name) {
      return switch (name) {
        case "" -> Epoll.isAvailable() ? EPOLL : NIO;
        case "nio" -> NIO;
        case "epoll" -> {
          Epoll.ensureAvailability();
          yield EPOLL;
        }
        default ->
          throw new IllegalArgumentException(
              TRANSPORT_PROPERTY + ": " + name + " (expected: epoll, nio or unset)");
      };
    }
  }
}
