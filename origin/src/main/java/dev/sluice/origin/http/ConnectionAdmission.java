package dev.sluice.origin.http;

import dev.sluice.origin.net.PeerNetwork;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Closes connections past the limits as soon as they are accepted, so that accepting goes on for the others.
 *
 * <p>Sits in front of the acceptors of all listening sockets, on their event loops; connections end on their own loops.
 */
@Sharable
final class ConnectionAdmission extends ChannelInboundHandlerAdapter {
  private final int maxConnections;
  private final int maxConnectionsPerIp;
  private final LongAdder openConnections;
  private final FaultLog faults;

  // By PeerNetwork. Any thread, by atomic update.
  private final ConcurrentMap<Long, Integer> connectionCounts = new ConcurrentHashMap<>();

  ConnectionAdmission(HttpContext context, HttpCounters counters, FaultLog faults) {
    maxConnections = context.maxConnections();
    maxConnectionsPerIp = context.maxConnectionsPerIp();
    openConnections = counters.openConnections;
    this.faults = faults;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    Channel connection = (Channel) msg;
    if (!(connection.remoteAddress() instanceof InetSocketAddress peer)) {
      connection.unsafe().closeForcibly(); // the address is gone because the peer is
      return;
    }
    long network = PeerNetwork.of(peer.getAddress());
    openConnections.increment();
    int count = connectionCounts.merge(network, 1, Integer::sum);
    boolean isTotalKept = openConnections.sum() <= maxConnections;
    if (isTotalKept && count <= maxConnectionsPerIp) {
      connection.closeFuture().addListener(closed -> release(network));
      ctx.fireChannelRead(connection);
    } else {
      release(network);
      faults.onClosed(peer, isTotalKept ? Fault.ADDRESS_LIMIT : Fault.TOTAL_LIMIT);
      connection.unsafe().closeForcibly();
    }
  }

  private void release(long network) {
    connectionCounts.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
    openConnections.decrement();
  }
}
