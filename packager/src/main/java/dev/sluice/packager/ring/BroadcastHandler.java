package dev.sluice.packager.ring;

/**
 * Takes the entries of a {@link BroadcastRing} on a reader's thread.
 *
 * @param <E> type of the entries
 */
@FunctionalInterface
public interface BroadcastHandler<E> {
  /** Takes one entry, which other readers see too; it is valid until this returns. */
  void onEntry(E entry);
}
