package dev.sluice.packager.hls;

/**
 * Where the next part will be (EXT-X-PRELOAD-HINT, rfc8216bis §4.4.5.3).
 *
 * @param uri of its segment beside the playlist
 * @param offset first byte within the segment
 */
public record PreloadHint(String uri, long offset) {}
