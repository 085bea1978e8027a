package dev.sluice.origin.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DeadlineTimerWheel;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * Ends the lifetimes of objects when they are over.
 *
 * <p>Other threads write the deadline into the object and then report it through {@link #changed}; all else belongs to
 * the {@code house} thread. The queue of reports is bounded: if it overflows, the house thread looks at every object
 * instead, so that no report is lost and nobody waits.
 */
final class Lifetimes {
  private static final long TICK_RESOLUTION_NS = 1L << 26; // 67 ms, finer than any lifetime needs
  private static final int TICKS_PER_WHEEL = 4096;

  // Set at construction.
  private final StoreCounters counters;
  private final Collection<Namespace> namespaces;
  private final ManyToOneConcurrentArrayQueue<StoredObject> changes;

  // Any thread sets, the house thread clears.
  private volatile boolean isOverflown;

  // House thread.
  private final DeadlineTimerWheel wheel;
  private final Long2ObjectHashMap<StoredObject> scheduled = new Long2ObjectHashMap<>();
  private final List<StoredObject> candidates = new ArrayList<>();
  private int expiredCount;

  Lifetimes(StoreContext context, StoreCounters counters, Collection<Namespace> namespaces) {
    this.counters = counters;
    this.namespaces = namespaces;
    changes = new ManyToOneConcurrentArrayQueue<>(context.lifetimeQueueLength());
    long nowNs = context.nanoClock().nanoTime();
    wheel =
        new DeadlineTimerWheel(TimeUnit.NANOSECONDS, nowNs, TICK_RESOLUTION_NS, TICKS_PER_WHEEL);
  }

  /** Reports that an object got a deadline, or that one with a deadline left its key. Any thread. */
  void changed(StoredObject object) {
    if (object.hasLifetime() && !changes.offer(object)) {
      isOverflown = true;
    }
  }

  /** Returns the number of objects that went. */
  int doWork(long nowNs) {
    changes.drain(this::schedule);
    if (isOverflown) {
      isOverflown = false;
      scheduleAll();
    }
    return expire(nowNs);
  }

  private void schedule(StoredObject object) {
    if (object.timerId() != DeadlineTimerWheel.NULL_DEADLINE) {
      wheel.cancelTimer(object.timerId());
      scheduled.remove(object.timerId());
      object.timerId(DeadlineTimerWheel.NULL_DEADLINE);
    }
    if (!object.isGone()) {
      object.timerId(wheel.scheduleTimer(object.deadlineNs()));
      scheduled.put(object.timerId(), object);
    }
  }

  private void scheduleAll() {
    candidates.addAll(scheduled.values());
    for (Namespace namespace : namespaces) {
      namespace.objects().forEach(candidates::add);
    }
    for (StoredObject object : candidates) {
      if (object.hasLifetime()) {
        schedule(object);
      }
    }
    candidates.clear();
  }

  private int expire(long nowNs) {
    expiredCount = 0;
    boolean isCaughtUp;
    do {
      isCaughtUp = wheel.currentTickTime() > nowNs;
      wheel.poll(nowNs, this::onTimer, Integer.MAX_VALUE); // at most to the end of one tick
    } while (!isCaughtUp);
    counters.expired.add(expiredCount);
    return expiredCount;
  }

  private boolean onTimer(TimeUnit unit, long nowNs, long timerId) {
    StoredObject object = scheduled.remove(timerId);
    object.timerId(DeadlineTimerWheel.NULL_DEADLINE);
    if (object.deadlineNs() - nowNs > 0) {
      return true; // It was put off a moment ago: the report that schedules it anew is on its way.
    }
    // A new object that grows over this one may hide it now and give way later: it must not come
    // back then.
    object.markGone();
    if (object.namespace().drop(object)) {
      object.namespace().counters().expirations.increment();
      expiredCount++;
    }
    return true;
  }
}
