package dev.sluice.origin.live.dvr;

import dev.sluice.origin.live.SegmentEntry;

/**
 * A segment as it joins a recording.
 *
 * @param entry what is listed of it
 * @param map name of its init segment beside the playlist, empty if it needs none (EXT-X-MAP, RFC 8216 §4.3.2.5)
 * @param length bytes
 * @param breakCount discontinuities of the list until this segment, it included
 */
public record RecordedSegment(SegmentEntry entry, String map, long length, long breakCount) {}
