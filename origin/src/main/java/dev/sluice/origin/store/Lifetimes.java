package dev.sluice.origin.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * Ends the lifetimes of objects when they are over.
 *
 * <p>Other threads write the deadline into the object and then report it through {@link #changed}; all else belongs to
 * the {@code house} thread. The queue of reports is bounded: if it overflows, the house thread looks at every object
 * instead, so that no report is lost and nobody waits.
 */
final class Lifetimes {
  // Set at construction.
  private final StoreCounters counters;
  private final Collection<Namespace> namespaces;
  private final ManyToOneConcurrentArrayQueue<StoredObject> changes;

  // Any thread sets, the house thread clears.
  private volatile boolean isOverflown;

  // House thread.
  private final DeadlineHeap scheduled = new DeadlineHeap();
  private final List<StoredObject> candidates = new ArrayList<>();

  Lifetimes(StoreContext context, StoreCounters counters, Collection<Namespace> namespaces) {
    this.counters = counters;
    this.namespaces = namespaces;
    changes = new ManyToOneConcurrentArrayQueue<>(context.lifetimeQueueLength());
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
    if (object.isGone()) {
      scheduled.remove(object);
    } else {
      scheduled.put(object, object.deadlineNs());
    }
  }

  private void scheduleAll() {
    scheduled.forEach(candidates::add);
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
    int expiredCount = 0;
    StoredObject object = scheduled.pollDue(nowNs);
    while (object != null) {
      long deadlineNs = object.deadlineNs();
      if (deadlineNs - nowNs > 0) {
        scheduled.put(object, deadlineNs); // put off a moment ago; its report is on its way
      } else if (end(object)) {
        expiredCount++;
      }
      object = scheduled.pollDue(nowNs);
    }
    counters.expired.add(expiredCount);
    return expiredCount;
  }

  /** Ends a lifetime; returns whether the object's key led to it until now. */
  private static boolean end(StoredObject object) {
    // A new object that grows over this one may hide it now and give way later: it must not come
    // back then.
    object.markGone();
    boolean isDropped = object.namespace().drop(object);
    if (isDropped) {
      object.namespace().counters().expirations.increment();
    }
    return isDropped;
  }
}
