package dev.sluice.packager.hls;

import java.util.List;
import java.util.Optional;

/**
 * One version of a multivariant playlist.
 *
 * @param hasIndependentSegments EXT-X-INDEPENDENT-SEGMENTS, which then holds for every media playlist
 * @param isCmaf whether the segments are CMAF track files
 * @param audio what every variant plays beside its video, if it is a rendition of its own
 * @param variants best first
 */
public record MultivariantSnapshot(
    boolean hasIndependentSegments,
    boolean isCmaf,
    Optional<AudioGroup> audio,
    List<Variant> variants) {
  /** Copies the list. */
  public MultivariantSnapshot {
    variants = List.copyOf(variants);
  }

  /** Returns one over transport streams. */
  public static MultivariantSnapshot ofTs(boolean hasIndependentSegments, List<Variant> variants) {
    return new MultivariantSnapshot(
        hasIndependentSegments, /* isCmaf= */ false, Optional.empty(), variants);
  }

  /** Returns one over CMAF track files. */
  public static MultivariantSnapshot ofCmaf(
      boolean hasIndependentSegments, Optional<AudioGroup> audio, List<Variant> variants) {
    return new MultivariantSnapshot(hasIndependentSegments, /* isCmaf= */ true, audio, variants);
  }
}
