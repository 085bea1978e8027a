package dev.sluice.origin.store;

/** An object on its way from memory to the cold tier. */
final class Demotion extends ObjectCopy {
  private final Namespace namespace;

  /** Takes over one reference of a complete object. */
  Demotion(StoredObject object, long expiryEpochMs) {
    super(object, expiryEpochMs);
    namespace = object.namespace();
    object.isLeaving(true);
    namespace.memory().leaving(chargedLength);
  }

  @Override
  public boolean onCopied() {
    // The copy can be found by now, but is read by this thread only: no reader sees it if it is not
    // to stay.
    boolean isLeft = namespace.evict(object);
    end();
    return isLeft;
  }

  @Override
  public void onRefused() {
    if (namespace.evict(object)) {
      namespace.countUncopied();
    }
    end();
  }

  /** Lets go of the object, wherever it is now. */
  void end() {
    object.isLeaving(false);
    object.release();
    namespace.memory().leaving(-chargedLength);
  }
}
