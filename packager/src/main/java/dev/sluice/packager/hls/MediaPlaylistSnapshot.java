package dev.sluice.packager.hls;

import dev.sluice.origin.live.WindowSnapshot;

/**
 * One version of a media playlist.
 *
 * @param targetDurationSeconds EXT-X-TARGETDURATION
 * @param hasIndependentSegments EXT-X-INDEPENDENT-SEGMENTS
 * @param isEnded EXT-X-ENDLIST
 * @param window what is listed; the segments' keys end with their names beside the playlist
 */
public record MediaPlaylistSnapshot(
    int targetDurationSeconds,
    boolean hasIndependentSegments,
    boolean isEnded,
    WindowSnapshot window) {}
