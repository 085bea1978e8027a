package dev.sluice.origin.store;

import dev.sluice.origin.tier.ColdEntry;
import dev.sluice.origin.tier.ColdMiss;
import dev.sluice.origin.tier.ColdReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * An object on its way back from the cold tier, and all who wait for it.
 *
 * <p>Read by the tier's thread straight into slabs. Waiters are added by any thread while the shelf lists the recall, which
 * it does no more when they are told.
 */
final class Recall implements ColdReader {
  private static final int CLAIM_LENGTH = 64 * 1024; // so that medium slabs will do
  private static final int CLAIM_ATTEMPTS = 100;
  private static final long CLAIM_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final ColdShelf shelf;
  private final Namespace namespace;
  private final String key;
  private final List<Waiter> waiters = new ArrayList<>(1);
  private final AtomicBoolean isCancelled = new AtomicBoolean();

  Recall(ColdShelf shelf, Namespace namespace, String key) {
    this.shelf = shelf;
    this.namespace = namespace;
    this.key = key;
  }

  String key() {
    return key;
  }

  void add(Waiter waiter) {
    waiters.add(waiter);
  }

  /** Says that the copy is not what the key leads to any more; returns whether that is new. */
  boolean cancel() {
    return isCancelled.compareAndSet(false, true);
  }

  boolean isCancelled() {
    return isCancelled.get();
  }

  @Override
  public void onFound(ColdEntry entry, byte[] facts, ReadableByteChannel bytes) throws IOException {
    RecallMiss miss = RecallMiss.GONE;
    if (!isCancelled() && !namespace.leadsTo(key)) {
      miss = read(entry, ObjectFacts.decode(facts), bytes);
    }
    end(miss);
  }

  @Override
  public void onMissed(ColdMiss reason) {
    end(reason == ColdMiss.GONE ? RecallMiss.GONE : RecallMiss.FAILED);
  }

  /** Tells all who wait: what the key leads to now, or if that is nothing, why. */
  void end(RecallMiss miss) {
    shelf.close(this);
    for (Waiter waiter : waiters) {
      waiter.tell(namespace.lease(key), miss);
    }
  }

  private RecallMiss read(ColdEntry entry, ObjectFacts facts, ReadableByteChannel bytes)
      throws IOException {
    ObjectWriter writer = namespace.beginRecalled(entry, facts);
    boolean isFilled = false;
    try {
      isFilled = fill(writer, entry.length(), bytes);
    } finally {
      if (!isFilled) {
        writer.abort();
      }
    }
    if (isFilled) {
      writer.commitRecalled(this, entry.lastModifiedEpochMs());
    }
    return isFilled ? RecallMiss.GONE : RecallMiss.BUSY;
  }

  private static boolean fill(ObjectWriter writer, long length, ReadableByteChannel bytes)
      throws IOException {
    for (long left = length; left > 0; left = length - writer.length()) {
      int claimLength = (int) Math.min(left, CLAIM_LENGTH);
      int offset = claim(writer, claimLength);
      if (offset < 0) {
        return false;
      }
      ByteBuffer target = writer.claimed(offset, claimLength);
      while (target.hasRemaining()) {
        if (bytes.read(target) < 0) {
          throw new IOException("object ends early");
        }
      }
    }
    return true;
  }

  /** Claims, and gives the house thread the time to make room: nobody but other recalls waits for this thread. */
  private static int claim(ObjectWriter writer, int length) {
    int offset = writer.claim(length);
    for (int i = 0; i < CLAIM_ATTEMPTS && offset == ObjectWriter.EXHAUSTED; i++) {
      LockSupport.parkNanos(CLAIM_PAUSE_NS);
      offset = writer.claim(length);
    }
    return offset;
  }

  /** One who waits, and the thread on which to tell. */
  record Waiter(Executor loop, RecallListener listener) {
    void tell(Optional<Lease> lease, RecallMiss miss) {
      try {
        loop.execute(
            () -> lease.ifPresentOrElse(listener::onRecalled, () -> listener.onMissed(miss)));
      } catch (RejectedExecutionException e) {
        lease.ifPresent(Lease::close); // the loop has ended, and its connections with it
      }
    }
  }
}
