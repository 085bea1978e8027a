package dev.sluice.origin.tier;

import java.util.function.Consumer;

/**
 * Keeps objects outside memory until their lifetime ends.
 *
 * <p>Any thread may call it and none ever waits: what takes time is done by the tier's own thread, and what would have to wait
 * in a queue that is full is refused.
 */
public interface ColdTier extends AutoCloseable {
  /** Most bytes of {@link ColdSource#facts}. */
  int MAX_FACTS_LENGTH = 192 * 1024;

  /**
   * Has an object copied; it replaces what was under the key.
   *
   * @return whether the source is called; if not, the queue is full or the tier is closed
   */
  boolean copy(ColdSource source);

  /**
   * Has an object read; it stays in the tier.
   *
   * @return whether the reader is called; if not, the queue is full or the tier is closed
   */
  boolean read(String namespace, String key, ColdReader reader);

  /** Returns whether there is an object; a copy or an expiry that is under way may not show yet. */
  boolean isHolding(String namespace, String key);

  /**
   * Lets an object stay until a time at least; a moment later that outlives the process, too. Returns whether there is one.
   */
  boolean prolong(String namespace, String key, long expiryEpochMs);

  /** Returns the present by the clock of its expiries, which goes on whatever the wall clock is set to. */
  long nowEpochMs();

  /** Deletes an object: nobody finds it any more when this returns. Returns whether there was one. */
  boolean delete(String namespace, String key);

  /** Deletes every object of a namespace. */
  void deleteAll(String namespace);

  /** Returns what is held of a namespace. */
  ColdUsage usage(String namespace);

  /** Goes through the objects of a namespace in no particular order, while others may change them. */
  void forEach(String namespace, Consumer<ColdEntry> consumer);

  /** Finishes the copies that were accepted, as far as time allows, and refuses everything else from then on. */
  @Override
  void close();
}
