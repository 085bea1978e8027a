package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.libav.EncoderPreset;
import dev.sluice.ingest.transcode.libav.VideoProfile;

/**
 * One rendition that a ladder makes.
 *
 * @param name in the URLs, e.g. {@code 720p30}: lower-case letters, digits and {@code _}, 1 to 32 characters
 * @param height of the picture's shorter side in pixels, even, 64 to 4320
 * @param maxFrameRate frames a second at most; faster sources lose frames evenly
 * @param bitrate of the video in bit/s
 * @param maxBitrate the encoder's peak in bit/s, at least {@code bitrate}
 * @param bufferBits the encoder's rate control buffer in bits, at least a frame's worth
 * @param profile of H.264
 * @param preset of x264; other encoders take what comes closest or ignore it
 * @param encoder {@code auto}, or the FFmpeg name of an encoder
 */
public record Rung(
    String name,
    int height,
    int maxFrameRate,
    int bitrate,
    int maxBitrate,
    int bufferBits,
    VideoProfile profile,
    EncoderPreset preset,
    String encoder) {}
