package dev.sluice.ingest.rtmp;

import dev.sluice.ingest.rtmp.RtmpCounters.ConnectionRefusal;
import dev.sluice.origin.net.PeerNetwork;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Who may connect: caps in total and for an address, and a minute's closed door for an address whose publishes were
 * refused too often. A network of IPv6 is an address ({@link PeerNetwork}).
 *
 * <p>Any thread; the lock is taken when a connection comes, goes or is refused, never for media.
 */
final class Admission {
  private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);
  /** Networks with refusals that are remembered; when there are more, all are forgiven. */
  private static final int REMEMBERED_NETWORK_COUNT = 10_000;

  private final RtmpContext context;

  // By PeerNetwork, guarded by this.
  private final Map<Long, Integer> openByNetwork = new HashMap<>();
  private final Map<Long, Integer> refusalsByNetwork = new HashMap<>();
  private int openCount;
  private long refusalsSinceNs;

  Admission(RtmpContext context) {
    this.context = context;
    this.refusalsSinceNs = context.nanoClock().nanoTime();
  }

  /** Counts a connection in, unless it is refused for the reason returned. */
  synchronized Optional<ConnectionRefusal> enter(InetAddress address) {
    forgetOldRefusals();
    Optional<ConnectionRefusal> refusal = refusal(PeerNetwork.of(address));
    if (refusal.isEmpty()) {
      openCount++;
      openByNetwork.merge(PeerNetwork.of(address), 1, Integer::sum);
    }
    return refusal;
  }

  /** Counts a connection out that was let in. */
  synchronized void leave(InetAddress address) {
    openCount--;
    openByNetwork.computeIfPresent(
        PeerNetwork.of(address), (key, count) -> count == 1 ? null : count - 1);
  }

  /** Notes a refused publish. */
  synchronized void onPublishRefused(InetAddress address) {
    forgetOldRefusals();
    if (refusalsByNetwork.size() >= REMEMBERED_NETWORK_COUNT) {
      refusalsByNetwork.clear();
    }
    refusalsByNetwork.merge(PeerNetwork.of(address), 1, Integer::sum);
  }

  private Optional<ConnectionRefusal> refusal(long network) {
    if (openCount >= context.maxConnections()) {
      return Optional.of(ConnectionRefusal.TOTAL_LIMIT);
    }
    if (openByNetwork.getOrDefault(network, 0) >= context.maxConnectionsPerIp()) {
      return Optional.of(ConnectionRefusal.ADDRESS_LIMIT);
    }
    return refusalsByNetwork.getOrDefault(network, 0) >= context.maxRefusalsPerMinute()
        ? Optional.of(ConnectionRefusal.REFUSAL_RATE)
        : Optional.empty();
  }

  private void forgetOldRefusals() {
    long nowNs = context.nanoClock().nanoTime();
    if (nowNs - refusalsSinceNs >= MINUTE_NS) {
      refusalsSinceNs = nowNs;
      refusalsByNetwork.clear();
    }
  }
}
