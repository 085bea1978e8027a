package dev.sluice.packager.hls;

/**
 * What a media playlist says of one part: a byte range of its segment (EXT-X-PART, rfc8216bis §4.4.4.9).
 *
 * @param offset first byte within the segment
 * @param length in bytes
 * @param duration90k in 90 kHz ticks, at most the part target
 * @param isIndependent whether decoding can start within it (INDEPENDENT)
 */
public record PartEntry(long offset, long length, long duration90k, boolean isIndependent) {}
