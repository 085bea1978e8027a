package dev.sluice.origin.tier;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * An object that a tier is to copy. Called by the tier's thread only; its last call is {@link #onCopied} or
 * {@link #onRefused}, either of them once.
 */
public interface ColdSource {
  /** Returns what the tier has to know of the object. */
  ColdEntry entry();

  /** Returns what else is to be given back with the object, at most {@link ColdTier#MAX_FACTS_LENGTH} bytes. */
  byte[] facts();

  /** Returns the bytes of the object in order, valid until the last call. */
  List<ByteBuffer> slices();

  /**
   * Learns that the tier has the object, which can be asked for from now on.
   *
   * @return whether it shall stay; if not, it is deleted before any reader sees it
   */
  boolean onCopied();

  /** Learns that the tier does not have the object. */
  void onRefused();
}
