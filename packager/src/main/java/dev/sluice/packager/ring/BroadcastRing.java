package dev.sluice.packager.ring;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Carries entries from one producer to several readers: every reader sees every entry, in order, at its own pace.
 *
 * <p>Slots are allocated once; publishing never blocks and allocates nothing. The slowest reader decides when a slot is
 * free again.
 *
 * <p>Order of calls of the producer: {@link #tryClaim}, then fill {@link #get}, then {@link #publish}, for each entry.
 * Everything but the methods of {@link BroadcastReader} is for the producer's thread.
 *
 * @param <E> type of the slots, which readers see and the producer fills again
 */
public final class BroadcastRing<E> {
  /** Result of {@link #tryClaim}: a reader has not seen the oldest entry yet. */
  public static final long FULL = -1;

  private final RingBuffer<E> ring;
  private final List<BroadcastReader<E>> readers = new CopyOnWriteArrayList<>();

  /**
   * Allocates a ring.
   *
   * @param slots makes one slot
   * @param size slots, a power of two
   */
  public BroadcastRing(Supplier<E> slots, int size) {
    // Nobody waits on the sequencer's barrier, so the strategy has nothing to signal.
    ring = RingBuffer.createSingleProducer(slots::get, size, new YieldingWaitStrategy());
  }

  /** Adds a reader, which sees what is published from here on. */
  public BroadcastReader<E> addReader() {
    BroadcastReader<E> reader = new BroadcastReader<>(ring);
    readers.add(reader);
    return reader;
  }

  /** Returns how many readers will see the next entry. */
  public int readerCount() {
    return readers.size();
  }

  /** Claims the slot of the next entry; returns its sequence or {@link #FULL}. A claimed slot must be published. */
  public long tryClaim() {
    return ring.hasAvailableCapacity(1) ? ring.next() : FULL;
  }

  /** Returns the slot of a claimed sequence. */
  public E get(long sequence) {
    return ring.get(sequence);
  }

  /** Lets the readers see an entry; those that sleep wake for it. */
  public void publish(long sequence) {
    ring.publish(sequence);
    for (int i = 0; i < readers.size(); i++) {
      readers.get(i).wake();
    }
  }
}
