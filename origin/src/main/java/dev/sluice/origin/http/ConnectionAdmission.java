package dev.sluice.origin.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Closes connections past the limits as soon as they are accepted, so that accepting goes on for the others.
 *
 * <p>Sits in front of the acceptor on the listening socket's event loop; connections end on their own loops.
 */
final class ConnectionAdmission extends ChannelInboundHandlerAdapter {
  private final int maxConnections;
  private final int maxConnectionsPerIp;
  private final HttpCounters counters;

  // Any thread, by atomic update.
  private final ConcurrentMap<InetAddress, Integer> connectionCounts = new ConcurrentHashMap<>();

  ConnectionAdmission(HttpContext context, HttpCounters counters) {
    this.counters = counters;
    maxConnections = context.maxConnections();
    maxConnectionsPerIp = context.maxConnectionsPerIp();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    Channel connection = (Channel) msg;
    // The address is gone if the peer is.
    if (connection.remoteAddress() instanceof InetSocketAddress peer
        && tryAdmit(peer.getAddress())) {
      connection.closeFuture().addListener(closed -> release(peer.getAddress()));
      ctx.fireChannelRead(connection);
    } else {
      counters.refusedConnections.increment();
      connection.unsafe().closeForcibly();
    }
  }

  private boolean tryAdmit(InetAddress address) {
    if (counters.openConnections.sum() >= maxConnections
        || connectionCounts.getOrDefault(address, 0) >= maxConnectionsPerIp) {
      return false;
    }
    connectionCounts.merge(address, 1, Integer::sum);
    counters.openConnections.increment();
    return true;
  }

  private void release(InetAddress address) {
    connectionCounts.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    counters.openConnections.decrement();
  }
}
