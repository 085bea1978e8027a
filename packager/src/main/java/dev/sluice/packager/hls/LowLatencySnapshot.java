package dev.sluice.packager.hls;

import dev.sluice.origin.live.SegmentEntry;
import java.util.List;
import java.util.Optional;

/**
 * One version of a media playlist with parts.
 *
 * @param rules what never changes
 * @param hasIndependentSegments EXT-X-INDEPENDENT-SEGMENTS
 * @param discontinuitySequence EXT-X-DISCONTINUITY-SEQUENCE
 * @param segments whole ones, oldest first, at least one
 * @param growing the segment that is being written; none once the stream has ended (EXT-X-ENDLIST)
 * @param reports one for every other media playlist
 */
public record LowLatencySnapshot(
    LowLatencyRules rules,
    boolean hasIndependentSegments,
    long discontinuitySequence,
    List<PartedSegment> segments,
    Optional<GrowingSegment> growing,
    List<RenditionReport> reports) {
  /** Copies the lists. */
  public LowLatencySnapshot {
    segments = List.copyOf(segments);
    reports = List.copyOf(reports);
  }

  /** Returns EXT-X-MEDIA-SEQUENCE. */
  long mediaSequence() {
    return segments.get(0).entry().mediaSequence();
  }

  /**
   * Returns how many segments a delta update skips: those that lie beyond the Skip Boundary (rfc8216bis §6.2.5.1), none
   * once the stream has ended.
   */
  public int skippableCount() {
    if (growing.isEmpty()) {
      return 0;
    }
    int first = segments.size();
    long after90k = 0;
    while (first > 0 && after90k < rules.skipUntil90k()) {
      first--;
      after90k += segments.get(first).entry().duration90k();
    }
    // The segment at which the boundary is reached is not beyond it.
    return first;
  }

  /** Returns the index of the first segment whose parts are listed: none of them is older than three target durations. */
  int firstParted() {
    int first = segments.size();
    long after90k = growing.map(GrowingSegment::duration90k).orElse(0L);
    while (first > 0) {
      SegmentEntry entry = segments.get(first - 1).entry();
      after90k += entry.duration90k();
      if (after90k > rules.holdBack90k()) {
        return first;
      }
      first--;
    }
    return 0;
  }
}
