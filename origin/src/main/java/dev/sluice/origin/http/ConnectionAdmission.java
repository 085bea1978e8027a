package dev.sluice.origin.http;

import dev.sluice.origin.http.park.ParkedShare;
import dev.sluice.origin.net.PeerNetwork;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Closes connections past the limits as soon as they are accepted, so that accepting goes on for the others.
 *
 * <p>All connections of a network share what is counted of it. Sits in front of the acceptors of all listening sockets, on their event loops; connections end on their own loops.
 */
@Sharable
final class ConnectionAdmission extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<ParkedShare> PARKED_SHARE =
      AttributeKey.valueOf(ConnectionAdmission.class, "parkedShare");

  private final int maxConnections;
  private final int maxConnectionsPerIp;
  private final LongAdder openConnections;
  private final FaultLog faults;

  // By PeerNetwork, while it has connections. Any thread, by atomic update.
  private final ConcurrentMap<Long, Peer> peers = new ConcurrentHashMap<>();

  ConnectionAdmission(HttpContext context, HttpCounters counters, FaultLog faults) {
    maxConnections = context.maxConnections();
    maxConnectionsPerIp = context.maxConnectionsPerIp();
    openConnections = counters.openConnections;
    this.faults = faults;
  }

  /** Returns the share of whoever is at the other end of a connection, or of one of its streams. */
  static ParkedShare parkedShare(Channel channel) {
    Channel connection = channel instanceof Http2StreamChannel ? channel.parent() : channel;
    ParkedShare share = connection.attr(PARKED_SHARE).get();
    return share == null ? ofItsOwn(connection) : share;
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
    Peer admitted =
        peers.compute(network, (key, known) -> known == null ? Peer.first() : known.withOneMore());
    boolean isTotalKept = openConnections.sum() <= maxConnections;
    if (isTotalKept && admitted.connectionCount() <= maxConnectionsPerIp) {
      connection.attr(PARKED_SHARE).set(admitted.parkedShare());
      connection.closeFuture().addListener(closed -> release(network));
      ctx.fireChannelRead(connection);
    } else {
      release(network);
      faults.onClosed(peer, isTotalKept ? Fault.ADDRESS_LIMIT : Fault.TOTAL_LIMIT);
      connection.unsafe().closeForcibly();
    }
  }

  /** A connection that no listening socket has accepted is a peer for itself. */
  private static ParkedShare ofItsOwn(Channel connection) {
    ParkedShare share = new ParkedShare();
    connection.attr(PARKED_SHARE).set(share);
    return share;
  }

  private void release(long network) {
    peers.computeIfPresent(network, (key, known) -> known.withOneLess());
    openConnections.decrement();
  }

  /**
   * What a network of peers has of the server.
   *
   * @param parkedShare the same one while there is a connection
   */
  private record Peer(int connectionCount, ParkedShare parkedShare) {
    static Peer first() {
      return new Peer(1, new ParkedShare());
    }

    Peer withOneMore() {
      return new Peer(connectionCount + 1, parkedShare);
    }

    /** Returns null where none is left. */
    Peer withOneLess() {
      return connectionCount == 1 ? null : new Peer(connectionCount - 1, parkedShare);
    }
  }
}
