package dev.sluice.ingest.rtmp;

import dev.sluice.ingest.rtmp.RtmpCounters.ConnectionRefusal;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Who may connect: caps in total and for an address, and a minute's closed door for an address whose publishes were
 * refused too often.
 *
 * <p>Any thread; the lock is taken when a connection comes, goes or is refused, never for media.
 */
final class Admission {
  private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);
  /** Addresses with refusals that are remembered; when there are more, all are forgiven. */
  private static final int REMEMBERED_ADDRESS_COUNT = 10_000;

  private final RtmpContext context;

  // Guarded by this.
  private final Map<InetAddress, Integer> openByAddress = new HashMap<>();
  private final Map<InetAddress, Integer> refusalsByAddress = new HashMap<>();
  private int openCount;
  private long refusalsSinceNs;

  Admission(RtmpContext context) {
    this.context = context;
    this.refusalsSinceNs = context.nanoClock().nanoTime();
  }

  /** Counts a connection in, unless it is refused for the reason returned. */
  synchronized Optional<ConnectionRefusal> enter(InetAddress address) {
    forgetOldRefusals();
    Optional<ConnectionRefusal> refusal = refusal(address);
    if (refusal.isEmpty()) {
      openCount++;
      openByAddress.merge(address, 1, Integer::sum);
    }
    return refusal;
  }

  /** Counts a connection out that was let in. */
  synchronized void leave(InetAddress address) {
    openCount--;
    openByAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
  }

  /** Notes a refused publish. */
  synchronized void onPublishRefused(InetAddress address) {
    forgetOldRefusals();
    if (refusalsByAddress.size() >= REMEMBERED_ADDRESS_COUNT) {
      refusalsByAddress.clear();
    }
    refusalsByAddress.merge(address, 1, Integer::sum);
  }

  private Optional<ConnectionRefusal> refusal(InetAddress address) {
    if (openCount >= context.maxConnections()) {
      return Optional.of(ConnectionRefusal.TOTAL_LIMIT);
    }
    if (openByAddress.getOrDefault(address, 0) >= context.maxConnectionsPerIp()) {
      return Optional.of(ConnectionRefusal.ADDRESS_LIMIT);
    }
    return refusalsByAddress.getOrDefault(address, 0) >= context.maxRefusalsPerMinute()
        ? Optional.of(ConnectionRefusal.REFUSAL_RATE)
        : Optional.empty();
  }

  private void forgetOldRefusals() {
    long nowNs = context.nanoClock().nanoTime();
    if (nowNs - refusalsSinceNs >= MINUTE_NS) {
      refusalsSinceNs = nowNs;
      refusalsByAddress.clear();
    }
  }
}
