package dev.sluice.packager.ring;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * One reader's place in a {@link BroadcastRing}. Its thread calls {@link #drain} and then {@link #park} in turn.
 *
 * <p><b>No wake-up is lost.</b> The reader says that it sleeps, fences, and then looks at the ring once more before it
 * parks. The producer publishes, fences, and then looks whether the reader sleeps. Whichever fence comes second sees the
 * other side's store. A permit that comes between that look and the park makes the park return at once.
 *
 * @param <E> type of the entries
 */
public final class BroadcastReader<E> {
  private final RingBuffer<E> ring;

  // Written by the reader, read by the producer for the free space.
  private final Sequence consumed = new Sequence();

  // Written by the reader.
  private volatile boolean isAsleep;
  private volatile Thread thread;

  BroadcastReader(RingBuffer<E> ring) {
    this.ring = ring;
    ring.addGatingSequences(consumed); // which sets it to the cursor
  }

  /**
   * Hands on what is there, at most {@code limit} entries. Called by the reader's thread. An entry whose handler throws
   * counts as seen.
   *
   * @return the number of entries
   */
  public int drain(BroadcastHandler<E> handler, int limit) {
    int count = 0;
    long next = consumed.get() + 1;
    while (count < limit && next <= ring.getCursor()) {
      try {
        handler.onEntry(ring.get(next));
      } finally {
        consumed.set(next);
      }
      count++;
      next++;
    }
    return count;
  }

  /** Sleeps until an entry comes, or {@link #wake} is called, unless there is an entry already. Called by the reader's thread. */
  public void park() {
    if (thread == null) {
      thread = Thread.currentThread();
    }
    isAsleep = true;
    VarHandle.fullFence();
    if (consumed.get() >= ring.getCursor()) {
      LockSupport.park(this);
    }
    isAsleep = false;
  }

  /** Ends the reader's sleep. Any thread. */
  public void wake() {
    VarHandle.fullFence();
    Thread sleeper = thread;
    if (isAsleep && sleeper != null) {
      LockSupport.unpark(sleeper);
    }
  }
}
