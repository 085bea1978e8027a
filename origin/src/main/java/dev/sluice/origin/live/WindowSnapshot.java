package dev.sluice.origin.live;

import java.util.List;

/**
 * The segments that a media playlist lists at one moment.
 *
 * @param mediaSequence number of the first segment (EXT-X-MEDIA-SEQUENCE, RFC 8216 §4.3.3.2)
 * @param discontinuitySequence breaks before the first segment that were listed once (EXT-X-DISCONTINUITY-SEQUENCE, RFC
 *     8216 §4.3.3.3)
 * @param segments oldest first, with consecutive numbers
 */
public record WindowSnapshot(
    long mediaSequence, long discontinuitySequence, List<SegmentEntry> segments) {
  /** Keeps its own copy of the list. */
  public WindowSnapshot {
    segments = List.copyOf(segments);
  }
}
