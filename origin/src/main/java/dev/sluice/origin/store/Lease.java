package dev.sluice.origin.store;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.LongAdder;

/**
 * A counted loan of an object: its slabs stay until the lease is closed, whatever becomes of the key.
 *
 * <p>Any thread may hold and close it; closing twice has no effect. Any other call after that throws
 * {@link IllegalStateException}, since the bytes may be another object's by then.
 */
public final class Lease implements AutoCloseable {
  private static final int OPEN = 0;
  private static final int CLOSED = 1;
  private static final AtomicIntegerFieldUpdater<Lease> STATE =
      AtomicIntegerFieldUpdater.newUpdater(Lease.class, "state");

  private final StoredObject object;
  private final LongAdder leases;
  private volatile int state = OPEN;

  /** Takes over one reference of the object. */
  Lease(StoredObject object, LongAdder leases) {
    this.object = object;
    this.leases = leases;
    leases.increment();
    NativeMemory.LEASES.increment();
  }

  /** Returns what the writer said of the object. */
  public ObjectSpec spec() {
    return open().spec();
  }

  /** Returns a strong entity tag, with its quotes, unique for these bytes under this key. */
  public String etag() {
    return open().etag();
  }

  /** Returns the wall clock at which the object was begun or, once whole, committed. */
  public long lastModifiedEpochMs() {
    return open().lastModifiedEpochMs();
  }

  /** Returns the milliseconds until the object's lifetime is over, at least 0, or {@link ObjectSpec#PINNED}. */
  public long remainingTtlMs() {
    return open().remainingTtlMs();
  }

  /** Returns the number of bytes that are readable now; final once {@link #isComplete()}. */
  public long length() {
    return open().length();
  }

  /** Returns whether the object is whole. Read this before {@link #length()}, not after. */
  public boolean isComplete() {
    return open().isComplete();
  }

  /** Returns whether the writer gave up; no byte will follow those that are readable. */
  public boolean isAborted() {
    return open().isAborted();
  }

  /** Returns a lease on the gzip representation of the same content, if there is one. The caller closes both. */
  public Optional<Lease> gzip() {
    StoredObject identity = open();
    StoredObject gzip = identity.isComplete() ? identity.gzip() : null;
    // The object holds a reference of its representation, and this lease one of the object.
    return gzip != null && gzip.tryRetain()
        ? Optional.of(new Lease(gzip, leases))
        : Optional.empty();
  }

  /**
   * Returns what {@link #attach} left with the object, or null: what a server derived from an object that is complete,
   * made once instead of once a request.
   */
  public Object attachment() {
    return open().attachment();
  }

  /**
   * Leaves an immutable value with the object for as long as it lives. Any thread; the last one wins.
   *
   * @param value with final fields only, since it is published without a fence
   */
  public void attach(Object value) {
    open().attach(value);
  }

  /**
   * Hands out the readable bytes of a range as read-only views of the slabs, in order, without copying.
   *
   * @param offset first byte, 0 to {@link #length()}
   * @param length bytes, at most {@link #length()} - offset
   * @throws IndexOutOfBoundsException if the range is not readable
   */
  public void slices(long offset, long length, SliceConsumer consumer) {
    open().slices(offset, length, consumer);
  }

  /**
   * Calls {@code listener} after each publish, the commit or the abort, on the writer's thread, until the returned
   * subscription is closed. The listener must neither block nor throw: it hands the news to its own thread.
   *
   * <p>Look at {@link #isComplete()}, {@link #isAborted()} and {@link #length()} after subscribing, not before, or
   * what happened in between goes unnoticed. Closing the lease does not close the subscription.
   */
  public Subscription onGrowth(Runnable listener) {
    Objects.requireNonNull(listener, "listener");
    GrowthListeners listeners = open().listeners();
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {
    if (STATE.compareAndSet(this, OPEN, CLOSED)) {
      leases.decrement();
      NativeMemory.LEASES.decrement();
      object.release();
    }
  }

  private StoredObject open() {
    if (state == CLOSED) {
      throw new IllegalStateException("lease is closed");
    }
    return object;
  }

  /** Receives one slice of an object. */
  @FunctionalInterface
  public interface SliceConsumer {
    /**
     * Takes a slice.
     *
     * @param slice valid until the lease is closed; its position and limit bound the bytes
     */
    void accept(ByteBuffer slice);
  }

  /** A listener that is being called. */
  @FunctionalInterface
  public interface Subscription extends AutoCloseable {
    /** Ends the calls; one that is under way may still arrive. */
    @Override
    void close();
  }
}
