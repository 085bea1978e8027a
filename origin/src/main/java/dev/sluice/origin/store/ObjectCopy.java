package dev.sluice.origin.store;

import dev.sluice.origin.tier.ColdEntry;
import dev.sluice.origin.tier.ColdSource;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An object that the cold tier copies; it holds a reference of the object until it ends.
 *
 * <p>Made by the house thread; the tier's thread does the rest.
 */
abstract class ObjectCopy implements ColdSource {
  final StoredObject object;
  final long chargedLength;
  private final ColdEntry entry;

  /** Takes over one reference of a complete object. */
  ObjectCopy(StoredObject object, long expiryEpochMs) {
    this.object = object;
    chargedLength = object.chargedLength();
    entry = new ColdEntry(
        object.namespace().name(),
        object.key(),
        object.length(),
        object.lastModifiedEpochMs(),
        expiryEpochMs);
  }

  @Override
  public final ColdEntry entry() {
    return entry;
  }

  @Override
  public final byte[] facts() {
    return ObjectFacts.of(object).encode();
  }

  @Override
  public final List<ByteBuffer> slices() {
    return object.slices();
  }
}
