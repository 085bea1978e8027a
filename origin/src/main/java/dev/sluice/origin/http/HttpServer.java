package dev.sluice.origin.http;

import dev.sluice.origin.http.log.AccessLog;
import dev.sluice.origin.http.park.Parking;
import dev.sluice.origin.net.EventLoops;
import dev.sluice.origin.tls.TlsAcceptor;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Serves pages, and what its handlers have, over HTTP/1.1 and HTTP/2, as plain text and, where there is a certificate, over
 * TLS.
 *
 * <p>Has its own event loops, {@code http-n}. {@link #close()} ends every connection and gives their leases back before it
 * returns, so that the store can be closed after it.
 */
public final class HttpServer implements AutoCloseable {
  private static final String THREAD_PREFIX = "http";
  private static final int BACKLOG = 4096;
  private static final long CLOSE_TIMEOUT_MS = 3_000;
  private static final int RENDERED_HEAP_SHARE = 8; // of the heap, the part for bodies

  private final HttpContext context;
  private final HttpCounters counters = new HttpCounters();
  private final FaultLog faults;
  private final HeadEncoder heads;
  private final Router router;
  private final Parking parking;
  private final RenderedBytes renderedBytes =
      new RenderedBytes(Runtime.getRuntime().maxMemory() / RENDERED_HEAP_SHARE);
  private final EventLoops loops;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Optional<AccessLog> accessLog;
  private final Channel listener;
  private final Optional<Channel> tlsListener;

  private HttpServer(HttpContext context) {
    this.context = context;
    faults = new FaultLog(counters, context.nanoClock());
    heads = new HeadEncoder(context.corsOrigin(), context.epochClock());
    router = new Router(context);
    parking = new Parking(context.maxParkedRequests(), context.maxConnectionsPerIp());
    accessLog = context.accessLog().map(AccessLog::launch);
    counters.registerWith(context.metrics(), accessLog);
    parking.registerWith(context.metrics());
    loops = EventLoops.launch(THREAD_PREFIX, context.threads());
    ConnectionAdmission admission = new ConnectionAdmission(context, counters, faults);
    listener = bind("http.listen", context.listenAddress(), admission, Optional.empty());
    tlsListener = context
        .certificates()
        .map(certificates -> bind(
            "https.listen",
            context.tlsListenAddress(),
            admission,
            Optional.of(certificates.acceptor(ConnectionInitializer.APPLICATION_PROTOCOLS))));
  }

  /**
   * Binds and starts to serve.
   *
   * @param context concluded here, if it is not yet
   * @throws UncheckedIOException if an address cannot be bound
   */
  public static HttpServer launch(HttpContext context) {
    return new HttpServer(context.conclude());
  }

  /** Returns the address that the server listens on, with the port that the system chose. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Returns the address that the server listens on for TLS, if it does. */
  public Optional<InetSocketAddress> tlsAddress() {
    return tlsListener.map(channel -> (InetSocketAddress) channel.localAddress());
  }

  /** Stops to listen, answers the requests that wait, ends every connection, and stops the event loops; has no effect the second time. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    tlsListener.ifPresent(
        channel -> channel.close().awaitUninterruptibly(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS));
    parking.close();
    connections.close().awaitUninterruptibly(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    loops.close();
    accessLog.ifPresent(AccessLog::close);
  }

  HttpContext context() {
    return context;
  }

  HttpCounters counters() {
    return counters;
  }

  FaultLog faults() {
    return faults;
  }

  HeadEncoder heads() {
    return heads;
  }

  Router router() {
    return router;
  }

  Parking parking() {
    return parking;
  }

  RenderedBytes renderedBytes() {
    return renderedBytes;
  }

  Optional<AccessLog> accessLog() {
    return accessLog;
  }

  /** Returns whether anybody wants to know how long exchanges take. */
  boolean isTiming() {
    return accessLog.isPresent() || context.isServerTiming();
  }

  /** Notes a new connection, to be ended with the server. */
  void onAccepted(Channel connection) {
    connections.add(connection);
  }

  private Channel bind(
      String setting,
      InetSocketAddress address,
      ConnectionAdmission admission,
      Optional<TlsAcceptor> tls) {
    ChannelFuture bound = new ServerBootstrap()
        .group(loops.group())
        .channel(loops.serverChannel())
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .handler(admission)
        .childHandler(new ConnectionInitializer(this, tls))
        .bind(address)
        .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.close();
      accessLog.ifPresent(AccessLog::close);
      throw new UncheckedIOException(new IOException(
          setting + ": " + address + " (expected: an address that can be bound)", bound.cause()));
    }
    return bound.channel();
  }
}
