package dev.sluice.origin.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Closes connections past the limits as soon as they are accepted, so that accepting goes on for the others.
 *
 * <p>Sits in front of the acceptors of all listening sockets, on their event loops; connections end on their own loops.
 */
@Sharable
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
    counters.openConnections.increment();
    int count = connectionCounts.merge(address, 1, Integer::sum);
    if (count <= maxConnectionsPerIp && counters.openConnections.sum() <= maxConnections) {
      return true;
    }
    release(address);
    return false;
  }

  private void release(InetAddress address) {
    connectionCounts.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    counters.openConnections.decrement();
  }
}
