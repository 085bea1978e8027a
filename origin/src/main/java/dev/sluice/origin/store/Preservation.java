package dev.sluice.origin.store;

import dev.sluice.origin.tier.ColdEntry;
import dev.sluice.origin.tier.ColdSource;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An object that the cold tier copies while it stays in memory, so that it outlives the process; it holds a reference of
 * the object until it ends.
 *
 * <p>Made by the house thread; the tier's thread does the rest.
 */
final class Preservation implements ColdSource {
  private final StoredObject object;
  private final ColdShelf shelf;
  private final ColdEntry entry;
  private final long chargedLength;

  /** Takes over one reference of a complete object. */
  Preservation(ColdShelf shelf, StoredObject object, long expiryEpochMs) {
    this.object = object;
    this.shelf = shelf;
    chargedLength = object.chargedLength();
    entry = new ColdEntry(
        object.namespace().name(),
        object.key(),
        object.length(),
        object.lastModifiedEpochMs(),
        expiryEpochMs);
    object.copyExpiryEpochMs(expiryEpochMs);
    shelf.copying(chargedLength);
  }

  @Override
  public ColdEntry entry() {
    return entry;
  }

  @Override
  public byte[] facts() {
    return ObjectFacts.of(object).encode();
  }

  @Override
  public List<ByteBuffer> slices() {
    return object.slices();
  }

  @Override
  public boolean onCopied() {
    // What replaces or removes the object later finds the copy, which the tier lists already.
    boolean isCurrent = object.namespace().leadsTo(object);
    end();
    return isCurrent;
  }

  @Override
  public void onRefused() {
    object.copyExpiryEpochMs(StoredObject.UNCOPIED);
    end();
  }

  private void end() {
    shelf.copying(-chargedLength);
    object.release();
  }
}
