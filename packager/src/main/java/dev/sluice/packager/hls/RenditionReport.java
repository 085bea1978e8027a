package dev.sluice.packager.hls;

/**
 * How far another media playlist of the channel has come (EXT-X-RENDITION-REPORT, rfc8216bis §4.4.5.4).
 *
 * @param uri its name beside the playlist
 * @param lastMediaSequence number of the segment that its last part belongs to
 * @param lastPartIndex index of that part
 */
public record RenditionReport(String uri, long lastMediaSequence, int lastPartIndex) {}
