package dev.sluice.origin.http.park;

/** Waiters in the order in which they came; any of them leaves without a search. */
final class WaitList {
  private final Waiter ends = new Ends();

  WaitList() {
    ends.previous = ends;
    ends.next = ends;
  }

  boolean isEmpty() {
    return ends.next == ends;
  }

  /** Returns the oldest, or null. */
  Waiter first() {
    return orNull(ends.next);
  }

  /** Returns the one after another of this list, or null. */
  Waiter after(Waiter waiter) {
    return orNull(waiter.next);
  }

  void add(Waiter waiter) {
    waiter.previous = ends.previous;
    waiter.next = ends;
    ends.previous.next = waiter;
    ends.previous = waiter;
  }

  /** Takes a waiter out of the list that it is in. */
  static void remove(Waiter waiter) {
    waiter.previous.next = waiter.next;
    waiter.next.previous = waiter.previous;
    waiter.previous = null;
    waiter.next = null;
  }

  private Waiter orNull(Waiter waiter) {
    return waiter == ends ? null : waiter;
  }

  /** What closes the ring. */
  private static final class Ends extends Waiter {
    @Override
    protected boolean isDue() {
      return false;
    }

    @Override
    protected void onDue() {}

    @Override
    protected void onRefused() {}

    @Override
    protected void onAbandoned() {}
  }
}
