package dev.sluice.origin.store;

/** An object that is copied while it stays in memory, so that it outlives the process. */
final class Preservation extends ObjectCopy {
  private final ColdShelf shelf;

  /** Takes over one reference of a complete object. */
  Preservation(ColdShelf shelf, StoredObject object, long expiryEpochMs) {
    super(object, expiryEpochMs);
    this.shelf = shelf;
    object.copyExpiryEpochMs(expiryEpochMs);
    shelf.copying(chargedLength);
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
