package dev.sluice.ingest.transcode;

/**
 * One rendition that a ladder makes.
 *
 * @param name in the URLs, e.g. {@code 720p30}: lower-case letters, digits and {@code _}, 1 to 32 characters
 * @param height of the picture's shorter side in pixels, even, 64 to 4320
 * @param maxFrameRate frames a second at most; faster sources lose frames evenly
 * @param bitrate of the video in bit/s
 * @param maxBitrate the encoder's peak in bit/s, at least {@code bitrate}
 * @param bufferBits the encoder's rate control buffer in bits, at least a frame's worth
 * @param profile H.264 profile: {@code baseline}, {@code main} or {@code high}
 * @param preset the encoder's preset, as x264 names them
 * @param encoder {@code auto}, or the FFmpeg name of an encoder
 */
public record Rung(
    String name,
    int height,
    int maxFrameRate,
    int bitrate,
    int maxBitrate,
    int bufferBits,
    String profile,
    String preset,
    String encoder) {}
