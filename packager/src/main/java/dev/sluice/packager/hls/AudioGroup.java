package dev.sluice.packager.hls;

/**
 * The audio that all variants with video play (EXT-X-MEDIA, RFC 8216 §4.3.4.1).
 *
 * @param uri of its media playlist
 * @param channelCount CHANNELS
 */
public record AudioGroup(String uri, int channelCount) {}
