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

/**
 * An object on its way back from the cold tier, and all who wait for it.
 *
 * <p>Read by the tier's thread straight into slabs. Waiters are added by any thread while the shelf lists the recall, which
 * it does no more when they are told.
 */
final class Recall implements ColdReader {
  private static final int CLAIM_LENGTH = 64 * 1024; // so that medium slabs will do
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1); // then its readers ask again

  private final ColdShelf shelf;
  private final Namespace namespace;
  private final String key;
  private final long deadlineNs;
  private final List<Waiter> waiters = new ArrayList<>(1);
  private final AtomicBoolean isCancelled = new AtomicBoolean();

  Recall(ColdShelf shelf, Namespace namespace, String key) {
    this.shelf = shelf;
    this.namespace = namespace;
    this.key = key;
    deadlineNs = namespace.nowNs() + PATIENCE_NS;
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
  public boolean onFound(ColdEntry entry, byte[] facts, ReadableByteChannel bytes)
      throws IOException {
    if (isCancelled() || namespace.leadsTo(key)) {
      // What the key leads to may leave memory before this is told.
      end(shelf.isHolding(key) ? RecallMiss.BUSY : RecallMiss.GONE);
      return true;
    }
    int result = read(entry, ObjectFacts.decode(facts), bytes);
    if (result == ObjectWriter.EXHAUSTED && namespace.nowNs() - deadlineNs < 0) {
      return false;
    }
    if (result < 0) {
      end(RecallMiss.BUSY);
    }
    return true;
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

  /** Reads and ends, or returns a negative result of {@link ObjectWriter#claim}. */
  private int read(ColdEntry entry, ObjectFacts facts, ReadableByteChannel bytes)
      throws IOException {
    if (!namespace.memory().hasRoomToRecall(entry.length())) {
      namespace.memory().askForRoom();
      return ObjectWriter.EXHAUSTED;
    }
    ObjectWriter writer = namespace.beginRecalled(entry, facts, shelf.remainingTtlMs(entry));
    int result = ObjectWriter.EXHAUSTED;
    try {
      result = fill(writer, entry.length(), bytes);
    } finally {
      if (result < 0) {
        writer.abort();
      }
    }
    if (result >= 0) {
      writer.commitRecalled(this, entry.lastModifiedEpochMs());
    }
    return result;
  }

  private int fill(ObjectWriter writer, long length, ReadableByteChannel bytes) throws IOException {
    int offset = 0;
    for (long left = length; left > 0; left = length - writer.length()) {
      int claimLength = (int) Math.min(left, CLAIM_LENGTH);
      offset = namespace.memory().mayRecall() ? writer.claim(claimLength) : ObjectWriter.EXHAUSTED;
      if (offset < 0) {
        return offset;
      }
      ByteBuffer target = writer.claimed(offset, claimLength);
      while (target.hasRemaining()) {
        if (bytes.read(target) < 0) {
          throw new IOException("object ends early");
        }
      }
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
