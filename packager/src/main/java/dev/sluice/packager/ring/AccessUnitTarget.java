package dev.sluice.packager.ring;

/** Receives the access units that were published for it, on the shard's thread. */
@FunctionalInterface
public interface AccessUnitTarget {
  /**
   * Takes one unit. The ring releases it when this returns, unless the target has moved it on
   * ({@link AccessUnitEvent#moveTo}).
   */
  void onAccessUnit(AccessUnitEvent unit);
}
