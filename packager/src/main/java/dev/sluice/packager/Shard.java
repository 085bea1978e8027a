package dev.sluice.packager;

import dev.sluice.packager.hls.PlaylistPublisher;
import dev.sluice.packager.ring.AccessUnitRing;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@code pk-} thread with its ring and the channels that stay on it. */
final class Shard {
  private static final Logger LOG = LoggerFactory.getLogger(Shard.class);
  private static final int DRAIN_LIMIT = 256;
  private static final long LOG_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

  private final PackagerContext context;
  private final PackagerCounters counters;
  private final AccessUnitRing ring;
  private final PlaylistPublisher publisher;
  private final Set<ShardChannel> channels = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  // The shard's thread.
  private boolean isRunning = true;
  private long lastErrorNs;
  private boolean hasErred;

  Shard(PackagerContext context, PackagerCounters counters, int index) {
    this.context = context;
    this.counters = counters;
    ring = new AccessUnitRing(context.ringSize());
    publisher = new PlaylistPublisher(context.namespace(), counters::onRenderFailed);
    thread = new Thread(this::run, "pk-" + index);
  }

  void start() {
    thread.start();
  }

  PackagedChannel open(String channel, long firstMediaSequence) {
    ShardChannel opened = new ShardChannel(this, channel, firstMediaSequence);
    channels.add(opened);
    return opened;
  }

  /**
   * Closes every open segment after the units that are in the ring, and ends the thread after that; returns at once. No
   * playlist says that its stream is over.
   */
  void beginClose() {
    channels.forEach(ShardChannel::suspend);
    ring.offer(() -> isRunning = false);
  }

  /** Waits for the thread to end. */
  void awaitClosed() throws InterruptedException {
    thread.join();
  }

  PackagerContext context() {
    return context;
  }

  PackagerCounters counters() {
    return counters;
  }

  AccessUnitRing ring() {
    return ring;
  }

  PlaylistPublisher publisher() {
    return publisher;
  }

  void forget(ShardChannel channel) {
    channels.remove(channel);
  }

  private void run() {
    long lastWorkNs = context.nanoClock().nanoTime();
    while (isRunning) {
      boolean hasWorked = drain();
      long nowNs = context.nanoClock().nanoTime();
      if (hasWorked) {
        lastWorkNs = nowNs;
      } else {
        ring.park(nowNs - lastWorkNs);
      }
    }
    ring.terminate();
    publisher.close();
  }

  @SuppressWarnings(
      "checkstyle:IllegalCatch") // thread top: one channel's fault must not stop the others
  private boolean drain() {
    try {
      return ring.drain(DRAIN_LIMIT) > 0;
    } catch (RuntimeException e) {
      long nowNs = context.nanoClock().nanoTime();
      if (!hasErred || nowNs - lastErrorNs > LOG_INTERVAL_NS) {
        hasErred = true;
        lastErrorNs = nowNs;
        LOG.error("an access unit or a command failed", e);
      }
      return true;
    }
  }
}
