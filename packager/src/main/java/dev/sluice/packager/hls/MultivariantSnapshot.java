package dev.sluice.packager.hls;

import java.util.List;

/**
 * One version of a multivariant playlist.
 *
 * @param hasIndependentSegments EXT-X-INDEPENDENT-SEGMENTS, which then holds for every media playlist
 * @param variants best first
 */
public record MultivariantSnapshot(boolean hasIndependentSegments, List<Variant> variants) {
  /** Copies the list. */
  public MultivariantSnapshot {
    variants = List.copyOf(variants);
  }
}
