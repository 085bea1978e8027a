package dev.sluice.packager.ring;

/** Receives the access units that were published for it, on the shard's thread. */
@FunctionalInterface
public interface AccessUnitTarget {
  /**
   * Takes one unit. The ring releases it when this returns, unless the target has moved it on
   * ({@link AccessUnitEvent#moveTo}).
   */
  void onAccessUnit(AccessUnitEvent unit);

  /**
   * Returns whether somebody may wait for what a picture completes, so that it wakes the consumer at once. Asked by
   * producers.
   */
  default boolean isAwaited(long dts90k) {
    return false;
  }
}
