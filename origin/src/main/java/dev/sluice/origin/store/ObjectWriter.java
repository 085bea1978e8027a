package dev.sluice.origin.store;

import java.nio.ByteBuffer;
import java.util.Set;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes one object straight into slabs.
 *
 * <p>Order of calls: any number of {@link #claim} (fill the claimed bytes in {@link #buffer()} before the next call) and
 * {@link #publish}, then {@link #commit} or {@link #abort} exactly once.
 *
 * <p>Used by one thread at a time. Readers see only what was published or committed (release store, paired with the
 * acquire load in {@link Lease#length()}).
 *
 * <p>Any call after the object has ended throws {@link IllegalStateException}.
 */
public final class ObjectWriter {
  /**
   * Result of {@link #claim}: there is no room at this moment. The object is as before; the house thread is asked to make
   * room within some {@code 10 ms}: claim again then, or abort.
   */
  public static final int EXHAUSTED = -1;
  /** Result of {@link #claim}: the object would exceed the namespace's object size limit. */
  public static final int TOO_LARGE = -2;

  /** Result of {@link #claim}: the namespace is full and nothing in it may be evicted. Abort. Never in the live one. */
  public static final int FULL = -3;

  /** Most bytes of one claim; what is longer is claimed in pieces. */
  public static final int MAX_CLAIM_LENGTH = SlabPool.MAX_SLAB_LENGTH;

  /** Most keys that one object pins. */
  public static final int MAX_PINNED_KEY_COUNT = 10_000;

  // An object that outgrows what was expected takes slabs by this fraction of what it has.
  private static final int GROWTH_DIVISOR = 4;

  private final OriginStore store;
  private final Namespace namespace;
  private final StoredObject object;
  private final int expectedLength;
  private final int maxLength;

  // The writer's thread.
  private final UnsafeBuffer slab = new UnsafeBuffer(0, 0);
  private int slabUsedLength;
  private int length;
  private boolean isEnded;

  /**
   * Begins to write.
   *
   * @param maxLength bytes that may be claimed
   */
  ObjectWriter(OriginStore store, StoredObject object, int maxLength) {
    this.store = store;
    this.object = object;
    this.maxLength = maxLength;
    namespace = object.namespace();
    expectedLength = object.spec().expectedLength();
  }

  /**
   * Appends bytes to the object and returns where they go.
   *
   * @param length contiguous bytes, 1 to {@link #MAX_CLAIM_LENGTH}
   * @return the offset in {@link #buffer()} of the first claimed byte, {@link #EXHAUSTED}, {@link #TOO_LARGE} or {@link #FULL}
   * @throws IllegalArgumentException if the length is out of its range
   * @throws IllegalStateException if the writer has ended
   */
  public int claim(int length) {
    checkNotEnded();
    if (length < 1 || length > MAX_CLAIM_LENGTH) {
      throw new IllegalArgumentException(
          "length: " + length + " (expected: 1 to " + MAX_CLAIM_LENGTH + ")");
    }
    if (length > maxLength - this.length) {
      store.counters().tooLargeClaims.increment();
      return TOO_LARGE;
    }
    if (length > slab.capacity() - slabUsedLength) {
      int taken = takeSlab(length);
      if (taken < 0) {
        return taken;
      }
    }
    int offset = slabUsedLength;
    slabUsedLength += length;
    this.length += length;
    return offset;
  }

  /**
   * Asks for the room that an object takes even if it has no bytes. The first {@link #claim} does so, too; this is for what
   * may end without one, and has no effect later.
   *
   * @return 0, {@link #EXHAUSTED} or {@link #FULL}
   */
  public int reserve() {
    checkNotEnded();
    if (object.isCharged()) {
      return 0;
    }
    long least = object.leastCharge();
    int result = namespace.memory().tryCharge(least);
    if (result == 0) {
      object.charged(least);
    }
    return result;
  }

  /** Returns the buffer that holds the bytes of the last successful claim. */
  public MutableDirectBuffer buffer() {
    return slab;
  }

  /** Returns the number of bytes claimed so far. */
  public long length() {
    return length;
  }

  /** Returns how many bytes more may be claimed until the object is {@link #TOO_LARGE}. */
  public long remainingLength() {
    return maxLength - length;
  }

  /**
   * Names the objects of the namespace that this one lists: they and this one are not evicted for as long as its key
   * leads to it. Expiry goes on. Called before {@link #commit()}; if it is before the first {@link #claim} and
   * {@link #reserve}, these ask for the room that the names take, too, and else that is charged whether or not there is any.
   *
   * @param keys at most {@value #MAX_PINNED_KEY_COUNT}; they need not exist yet
   * @throws IllegalArgumentException if there are more
   * @throws IllegalStateException if the writer has ended, or is that of a representation
   */
  public void pin(Set<String> keys) {
    checkHasKey();
    checkNotEnded();
    if (keys.size() > MAX_PINNED_KEY_COUNT) {
      throw new IllegalArgumentException(
          "keys: " + keys.size() + " (expected: at most " + MAX_PINNED_KEY_COUNT + ")");
    }
    object.pinnedKeys(Set.copyOf(keys));
  }

  /**
   * Makes everything claimed so far readable, if the object is visible while it grows.
   *
   * @throws IllegalStateException if the writer has ended
   */
  public void publish() {
    checkNotEnded();
    object.publish(length);
  }

  /** Ends the object: all its bytes are readable, its length is final, its lifetime starts. */
  public void commit() {
    checkHasKey();
    end();
    complete(null);
  }

  /**
   * Ends the object together with a second representation of the same content (gzip), so that no reader ever sees one
   * without the other.
   *
   * @param gzip a writer from {@link Namespace#beginRepresentation}, which ends too
   * @throws IllegalArgumentException if it is another
   * @throws IllegalStateException if one of the writers has ended
   */
  public void commit(ObjectWriter gzip) {
    if (!gzip.object.isRepresentation()) {
      throw new IllegalArgumentException("gzip: has a key of its own (expected: a representation)");
    }
    checkHasKey();
    checkNotEnded();
    gzip.end();
    end();
    gzip.object.complete(gzip.length, null, store.nowEpochMs());
    complete(gzip.object);
  }

  /** Returns the claimed bytes as a buffer to read into. */
  ByteBuffer claimed(int offset, int length) {
    int start = slab.wrapAdjustment() + offset;
    return slab.byteBuffer().duplicate().limit(start + length).position(start);
  }

  /**
   * Ends an object that came back from the cold tier, and the recall with it; if its key leads elsewhere meanwhile, it is
   * forgotten.
   */
  void commitRecalled(Recall recall, long lastModifiedEpochMs) {
    end();
    object.complete(length, null, lastModifiedEpochMs);
    namespace.putRecalled(object, recall);
    // Before it is let go of: it has a copy, and would be evicted at once where memory is short.
    recall.end(RecallMiss.GONE);
    object.release();
  }

  /** Gives up the object: its slabs go back, readers in the middle of it see an error, the key is as it was before. */
  public void abort() {
    end();
    if (isGrowing()) {
      object.markGone(); // who brings it back from now on sees that, or is seen by what follows
      namespace.restore(
          object); // first: who sees that it is aborted finds what the key held before
    }
    object.abort();
    object.release();
  }

  private void complete(StoredObject gzip) {
    object.complete(length, gzip, store.nowEpochMs());
    namespace.retireHidden(object);
    if (!isGrowing() || isOvertaken()) {
      object.tryRetain(); // the key's reference, beside the writer's
      StoredObject replaced = namespace.put(object);
      if (replaced != null) {
        namespace.retire(replaced);
      }
    }
    namespace.onCommitted(object);
    object.release(); // not before: what is held by its writer is not evicted
  }

  /** Takes a slab and returns it, or a result of {@link #claim}. */
  private int takeSlab(int minLength) {
    int reserved = reserve();
    if (reserved < 0) {
      return reserved;
    }
    int remainingLength =
        expectedLength > length ? expectedLength - length : length / GROWTH_DIVISOR;
    MemoryShare share = namespace.memory();
    int taken =
        share.take(SlabClass.of(remainingLength, minLength), minLength, object.creditLength());
    if (taken >= 0) {
      object.addSlab(taken, length);
      share.pool().wrap(taken, slab);
      slabUsedLength = 0;
    }
    return taken;
  }

  private boolean isGrowing() {
    return !object.isRepresentation()
        && object.spec().visibility() == ObjectSpec.Visibility.GROWING;
  }

  /** Returns whether another object took the key meanwhile and has ended: whoever ends last has the key. */
  private boolean isOvertaken() {
    boolean isOvertaken = object.isGone() && namespace.leadsTo(object.key());
    if (isOvertaken) {
      object.markBack();
    }
    return isOvertaken;
  }

  private void end() {
    checkNotEnded();
    isEnded = true;
    slab.wrap(0, 0);
    store.counters().bytesWritten.add(length);
  }

  private void checkHasKey() {
    if (object.isRepresentation()) {
      throw new IllegalStateException("a representation is committed with its object");
    }
  }

  private void checkNotEnded() {
    if (isEnded) {
      throw new IllegalStateException("object has ended");
    }
  }
}
