package dev.sluice.origin.live.dvr;

/**
 * What is told of a clip.
 *
 * @param name behind {@link Recordings#CLIP_PREFIX}
 * @param playlistKey of its multivariant playlist
 * @param fileKey of its file, empty if it can have none
 * @param startEpochMs wall clock of its first segment
 * @param endEpochMs wall clock at which its last segment ends
 * @param length bytes of the segments of all its renditions
 * @param expiryEpochMs wall clock until which it is there
 */
public record ClipFacts(
    String name,
    String playlistKey,
    String fileKey,
    long startEpochMs,
    long endEpochMs,
    long length,
    long expiryEpochMs) {}
