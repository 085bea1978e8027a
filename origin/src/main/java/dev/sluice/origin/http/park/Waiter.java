package dev.sluice.origin.http.park;

/**
 * One that waits, and a link in the list of those that do, so that it costs no more than its own fields.
 *
 * <p>Used on its event loop. Exactly one of {@link #onDue}, {@link #onRefused} and {@link #onAbandoned} is called, when it
 * does not wait any more; in the first two it may begin to wait again.
 */
public abstract class Waiter {
  Waiter previous;
  Waiter next;
  WaitQueue queue;
  long deadlineNs;
  ParkedShare share; // null if it is not counted

  /** Makes one that does not wait yet. */
  protected Waiter() {}

  /** Returns whether what this waits for is there, or will never be. Has no effect. */
  protected abstract boolean isDue();

  /** Goes on: it {@link #isDue}. */
  protected abstract void onDue();

  /** Ends: too many wait, this one has waited for too long, or the server closes. */
  protected abstract void onRefused();

  /** Ends: whoever asked is gone. */
  protected abstract void onAbandoned();

  /** Returns whether this waits. */
  public final boolean isWaiting() {
    return queue != null;
  }

  /** Waits no more, since whoever asked is gone; has no effect on one that does not wait. */
  public final void abandon() {
    if (queue != null) {
      queue.abandon(this);
    }
  }
}
