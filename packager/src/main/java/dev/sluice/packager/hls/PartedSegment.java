package dev.sluice.packager.hls;

import dev.sluice.origin.live.SegmentEntry;
import java.util.List;

/**
 * A whole segment with its parts.
 *
 * @param entry the segment
 * @param map name of its init segment beside the playlist (EXT-X-MAP, RFC 8216 §4.3.2.5)
 * @param mediaTime presentation time at which it begins in ticks of the track's timescale
 * @param mediaDuration in the same ticks
 * @param parts in order; none of a gap
 */
public record PartedSegment(
    SegmentEntry entry, String map, long mediaTime, long mediaDuration, List<PartEntry> parts) {
  /** Copies the list. */
  public PartedSegment {
    parts = List.copyOf(parts);
  }
}
