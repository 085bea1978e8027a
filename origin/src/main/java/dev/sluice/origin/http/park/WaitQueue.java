package dev.sluice.origin.http.park;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those of one event loop that wait for one source.
 *
 * <p>A change wakes the loop at most once, however many wait and however many changes come before it runs. The oldest waiter
 * has the earliest deadline, so that one timer does for all. Lives while anybody waits; all but the wake-up runs on the loop.
 */
final class WaitQueue {
  private static final Logger LOG = LoggerFactory.getLogger(WaitQueue.class);

  // Set at construction.
  private final Parking parking;
  private final WaitKey key;
  private final EventExecutor loop;
  private final long maxWaitNs;
  private final WaitList waiting = new WaitList();

  // Set by any thread, cleared by the event loop.
  private final AtomicBoolean isWoken = new AtomicBoolean();

  // Event loop only.
  private Runnable unsubscription;
  private Future<?> timer;

  WaitQueue(Parking parking, WaitKey key, long maxWaitNs) {
    this.parking = parking;
    this.key = key;
    this.maxWaitNs = maxWaitNs;
    loop = key.loop();
  }

  EventExecutor loop() {
    return loop;
  }

  /** Begins to learn of changes. */
  void subscribe(WaitSource source) {
    unsubscription = source.subscribe(this::wake);
  }

  void add(Waiter waiter) {
    waiter.queue = this;
    waiting.add(waiter);
    if (maxWaitNs != Parking.UNLIMITED) {
      waiter.deadlineNs = nowNs() + maxWaitNs;
      if (timer == null) {
        timer = loop.schedule(this::expire, maxWaitNs, TimeUnit.NANOSECONDS);
      }
    }
  }

  /** Lets one go on that is due. */
  void release(Waiter waiter) {
    end(waiter, /* isDue= */ true);
    retireIfEmpty();
  }

  /** Lets all go on that are due. */
  void proceed() {
    WaitList due = new WaitList();
    Waiter next;
    for (Waiter waiter = waiting.first(); waiter != null; waiter = next) {
      next = waiting.after(waiter);
      if (waiter.isDue()) {
        WaitList.remove(waiter);
        due.add(waiter);
      }
    }
    // Any of them may bring about that others come or leave: whoever leaves is in one of the lists.
    for (Waiter waiter = due.first(); waiter != null; waiter = due.first()) {
      end(waiter, /* isDue= */ true);
    }
    retireIfEmpty();
  }

  void abandon(Waiter waiter) {
    takeOut(waiter);
    waiter.onAbandoned();
    retireIfEmpty();
  }

  /** Refuses all. */
  void refuse() {
    for (Waiter waiter = waiting.first(); waiter != null; waiter = waiting.first()) {
      end(waiter, /* isDue= */ false);
    }
    retireIfEmpty();
  }

  private void wake() {
    if (isWoken.compareAndSet(false, true)) {
      try {
        loop.execute(() -> {
          isWoken.set(false);
          proceed();
        });
      } catch (RejectedExecutionException e) {
        // The server closes: its connections are gone, and whoever waited with them.
        isWoken.set(false);
      }
    }
  }

  private void expire() {
    timer = null;
    long nowNs = nowNs();
    Waiter oldest = waiting.first();
    while (oldest != null && nowNs - oldest.deadlineNs >= 0) {
      parking.onExpired();
      end(oldest, /* isDue= */ false);
      oldest = waiting.first();
    }
    if (oldest != null && timer == null) {
      timer = loop.schedule(this::expire, oldest.deadlineNs - nowNs, TimeUnit.NANOSECONDS);
    }
    retireIfEmpty();
  }

  @SuppressWarnings(
      "checkstyle:IllegalCatch") // one connection's fault must not strand those behind it
  private void end(Waiter waiter, boolean isDue) {
    takeOut(waiter);
    try {
      if (isDue) {
        waiter.onDue();
      } else {
        waiter.onRefused();
      }
    } catch (RuntimeException e) {
      LOG.error("a request that waited failed", e);
    }
  }

  private void takeOut(Waiter waiter) {
    WaitList.remove(waiter);
    waiter.queue = null;
    parking.onLeft(waiter);
  }

  private void retireIfEmpty() {
    if (waiting.isEmpty() && unsubscription != null) {
      unsubscription.run();
      unsubscription = null;
      if (timer != null) {
        timer.cancel(/* mayInterruptIfRunning= */ false);
        timer = null;
      }
      parking.remove(key, this);
    }
  }

  private long nowNs() {
    return loop.ticker().nanoTime();
  }
}
