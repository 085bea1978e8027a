package dev.sluice.origin.http.park;

import dev.sluice.origin.metrics.Metrics;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * All of one server that wait: requests, whose number is limited, and bodies under way that follow an object as it grows.
 *
 * <p>No thread is blocked and no lock is taken. Each event loop keeps its own lists.
 */
public final class Parking implements AutoCloseable {
  /** {@link WaitSource#maxWaitNs()} of a source that is waited for without end. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  private static final long CLOSE_TIMEOUT_MS = 3_000;

  private final int maxParkedCount;
  private final int maxShareCount;
  private final ConcurrentHashMap<WaitKey, WaitQueue> queues = new ConcurrentHashMap<>();
  private final AtomicInteger parkedCount = new AtomicInteger();
  private final LongAdder refused = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private volatile boolean isClosed;

  /**
   * Makes room.
   *
   * @param maxParkedCount most requests that wait at once
   * @param maxShareCount most of them that are of one peer
   */
  public Parking(int maxParkedCount, int maxShareCount) {
    this.maxParkedCount = maxParkedCount;
    this.maxShareCount = maxShareCount;
  }

  /** Registers the counters. */
  public void registerWith(Metrics metrics) {
    metrics.gauge(
        "sluice_http_parked_requests",
        "Requests that wait for a part or for bytes to come",
        parkedCount::get);
    metrics.counter(
        "sluice_http_parked_refused",
        "Requests that found too many waiting, or too many of their peer",
        refused::sum);
    metrics.counter(
        "sluice_http_parked_expired", "Requests that waited for too long", expired::sum);
  }

  /** Returns how many requests wait now. Any thread. */
  public int parkedCount() {
    return parkedCount.get();
  }

  /**
   * Lets a request wait until it is due, which may be at once; refuses it when too many wait, or too many of its peer.
   *
   * @param loop of the caller
   * @param share of the peer
   */
  public void park(EventExecutor loop, WaitSource source, ParkedShare share, Waiter request) {
    if (tryTake(share)) {
      request.share = share;
      follow(loop, source, request);
    } else {
      refused.increment();
      request.onRefused();
    }
  }

  /**
   * Lets one wait that is no request to be answered, and that is not limited.
   *
   * @param loop of the caller
   */
  public void follow(EventExecutor loop, WaitSource source, Waiter waiter) {
    WaitKey key = new WaitKey(loop, source.identity());
    WaitQueue queue = queues.get(key); // which only this loop adds and removes
    if (queue == null) {
      queue = new WaitQueue(this, key, source.maxWaitNs());
      queues.put(key, queue);
      queue.subscribe(source);
    }
    queue.add(waiter);
    if (waiter.isDue()) {
      queue.release(waiter);
    } else if (isClosed) {
      queue.refuse();
    }
  }

  /** Refuses all that wait, and whoever comes later; returns when they are answered, or after a few seconds. */
  @Override
  public void close() {
    isClosed = true;
    List<Future<?>> refusals = new ArrayList<>();
    for (WaitQueue queue : queues.values()) {
      try {
        refusals.add(queue.loop().submit(queue::refuse));
      } catch (RejectedExecutionException e) {
        // The loop has ended, and its connections with it.
        queues.values().remove(queue);
      }
    }
    for (Future<?> refusal : refusals) {
      refusal.awaitUninterruptibly(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }
  }

  void onLeft(Waiter waiter) {
    if (waiter.share != null) {
      waiter.share.giveBack();
      waiter.share = null;
      parkedCount.decrementAndGet();
    }
  }

  void onExpired() {
    expired.increment();
  }

  void remove(WaitKey key, WaitQueue queue) {
    queues.remove(key, queue);
  }

  private boolean tryTake(ParkedShare share) {
    if (!share.tryTake(maxShareCount)) {
      return false;
    }
    if (parkedCount.incrementAndGet() <= maxParkedCount) {
      return true;
    }
    parkedCount.decrementAndGet();
    share.giveBack();
    return false;
  }
}
