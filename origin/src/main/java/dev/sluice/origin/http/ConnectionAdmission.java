package dev.sluice.origin.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Closes connections past the limits as soon as they are accepted, so that accepting goes on for the others.
 *
 * <p>Of IPv6, all addresses of a network of 64 bits count as one: a subscriber has at least that many, and may take another
 * for each connection (RFC 6177 §2).
 *
 * <p>Sits in front of the acceptors of all listening sockets, on their event loops; connections end on their own loops.
 */
@Sharable
final class ConnectionAdmission extends ChannelInboundHandlerAdapter {
  private static final int IPV4_OFFSET = 12; // in an IPv6 address that stands for one of IPv4
  private static final long IPV4_MARK = 0xffffL; // RFC 4291 §2.5.5.2

  private final int maxConnections;
  private final int maxConnectionsPerIp;
  private final LongAdder openConnections;
  private final FaultLog faults;

  // By network. Any thread, by atomic update.
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
    long network = network(peer.getAddress());
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

  /**
   * Returns whose connection it is: the first 64 bits of an IPv6 address or, under a prefix that no peer has, an IPv4
   * address, whichever way it is written.
   */
  static long network(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    if (!(address instanceof Inet6Address)) {
      return IPV4_MARK << Integer.SIZE | bytes.getInt() & 0xffff_ffffL;
    }
    boolean isIpv4 = bytes.getLong(0) == 0 && bytes.getInt(Long.BYTES) == IPV4_MARK;
    return isIpv4
        ? IPV4_MARK << Integer.SIZE | bytes.getInt(IPV4_OFFSET) & 0xffff_ffffL
        : bytes.getLong(0);
  }

  private void release(long network) {
    connectionCounts.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
    openConnections.decrement();
  }
}
