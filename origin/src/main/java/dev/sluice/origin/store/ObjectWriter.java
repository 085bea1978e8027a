package dev.sluice.origin.store;

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
  /** Result of {@link #claim}: the pool has no slab left. The object is as before; claim again later or abort. */
  public static final int EXHAUSTED = -1;
  /** Result of {@link #claim}: the object would exceed the namespace's object size limit. */
  public static final int TOO_LARGE = -2;

  /** Most bytes of one claim; what is longer is claimed in pieces. */
  public static final int MAX_CLAIM_LENGTH = SlabPool.MAX_SLAB_LENGTH;

  // An object that outgrows what was expected takes slabs by this fraction of what it has.
  private static final int GROWTH_DIVISOR = 4;

  private final OriginStore store;
  private final Namespace namespace;
  private final StoredObject object;
  private final StoredObject former; // hidden by the object while it grows; null if there is none
  private final int expectedLength;
  private final int maxLength;

  // The writer's thread.
  private final UnsafeBuffer slab = new UnsafeBuffer(0, 0);
  private int slabUsedLength;
  private int length;
  private boolean isEnded;

  ObjectWriter(OriginStore store, StoredObject object, StoredObject former) {
    this.store = store;
    this.object = object;
    this.former = former;
    namespace = object.namespace();
    expectedLength = object.spec().expectedLength();
    maxLength = namespace.maxObjectSize();
  }

  /**
   * Appends bytes to the object and returns where they go.
   *
   * @param length contiguous bytes, 1 to {@link #MAX_CLAIM_LENGTH}
   * @return the offset in {@link #buffer()} of the first claimed byte, {@link #EXHAUSTED} or {@link #TOO_LARGE}
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
    if (length > slab.capacity() - slabUsedLength && !takeSlab(length)) {
      return EXHAUSTED;
    }
    int offset = slabUsedLength;
    slabUsedLength += length;
    this.length += length;
    return offset;
  }

  /** Returns the buffer that holds the bytes of the last successful claim. */
  public MutableDirectBuffer buffer() {
    return slab;
  }

  /** Returns the number of bytes claimed so far. */
  public long length() {
    return length;
  }

  /** Makes everything claimed so far readable, if the object is visible while it grows. */
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

  /** Gives up the object: its slabs go back, readers in the middle of it see an error, the key is as it was before. */
  public void abort() {
    end();
    object.abort();
    if (isGrowing()) {
      namespace.restore(object, former);
    }
    object.release();
  }

  private void complete(StoredObject gzip) {
    object.complete(length, gzip, store.nowEpochMs());
    StoredObject replaced = former;
    if (!isGrowing()) {
      object.tryRetain(); // the key's reference, beside the writer's
      replaced = namespace.put(object);
    }
    if (replaced != null) {
      namespace.retire(replaced);
    }
    if (object.spec().ttlMs() != ObjectSpec.PINNED) {
      namespace.expireAfter(object, object.spec().ttlMs());
    }
    object.release();
  }

  private boolean takeSlab(int minLength) {
    int remainingLength =
        expectedLength > length ? expectedLength - length : length / GROWTH_DIVISOR;
    int taken = store.takeSlab(SlabClass.of(remainingLength, minLength), minLength);
    if (taken == SlabPool.EXHAUSTED) {
      return false;
    }
    object.addSlab(taken, length);
    store.pool().wrap(taken, slab);
    slabUsedLength = 0;
    return true;
  }

  private boolean isGrowing() {
    return !object.isRepresentation()
        && object.spec().visibility() == ObjectSpec.Visibility.GROWING;
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
