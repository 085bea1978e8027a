package dev.sluice.origin.store;

import dev.sluice.origin.tier.ColdEntry;
import dev.sluice.origin.tier.ColdSource;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An object on its way from memory to the cold tier; it holds a reference of the object until it ends.
 *
 * <p>Made by the house thread; the tier's thread does the rest.
 */
final class Demotion implements ColdSource {
  private final StoredObject object;
  private final Namespace namespace;
  private final ColdEntry entry;
  private final long chargedLength;

  /** Takes over one reference of a complete object. */
  Demotion(StoredObject object, long expiryEpochMs) {
    this.object = object;
    namespace = object.namespace();
    chargedLength = object.chargedLength();
    entry = new ColdEntry(
        namespace.name(),
        object.key(),
        object.length(),
        object.lastModifiedEpochMs(),
        expiryEpochMs);
    object.isLeaving(true);
    namespace.memory().leaving(chargedLength);
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
