package dev.sluice.origin.http.park;

import java.util.concurrent.atomic.AtomicInteger;

/** How many requests of one peer wait, over whichever connections they came. Any thread. */
public final class ParkedShare {
  private final AtomicInteger parkedCount = new AtomicInteger();

  /** Makes that of a peer of which nothing waits. */
  public ParkedShare() {}

  boolean tryTake(int maxCount) {
    if (parkedCount.incrementAndGet() <= maxCount) {
      return true;
    }
    parkedCount.decrementAndGet();
    return false;
  }

  void giveBack() {
    parkedCount.decrementAndGet();
  }
}
