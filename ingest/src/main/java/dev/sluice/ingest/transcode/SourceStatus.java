package dev.sluice.ingest.transcode;

/**
 * What became of the source of one channel so far. Counts only grow.
 *
 * @param channel name of the channel
 * @param keyframeIntervalMs between the last two random access points of the video, 0 before the second
 * @param decodeErrors access units of video and audio that could not be decoded
 * @param unitsSkipped access units of video that were not decoded: too late, too large, or without what they refer to
 * @param thumbnails pictures that became the channel's thumbnail
 */
public record SourceStatus(
    String channel,
    long keyframeIntervalMs,
    long decodeErrors,
    long unitsSkipped,
    long thumbnails) {}
