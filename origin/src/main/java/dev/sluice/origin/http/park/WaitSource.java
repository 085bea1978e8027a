package dev.sluice.origin.http.park;

/** Something that changes, for which the requests of an event loop wait together. */
public interface WaitSource {
  /** Returns what tells this from other sources: all that wait for equal ones share a subscription and a wake-up. */
  Object identity();

  /** Returns for how long a request may wait, in nanoseconds: the same for all equal sources. */
  long maxWaitNs();

  /**
   * Calls {@code listener} after each change, on the thread that makes it. What changes while this runs is either seen
   * after it or told to the listener.
   *
   * @param listener neither blocks nor throws
   * @return what ends the calls
   */
  Runnable subscribe(Runnable listener);
}
