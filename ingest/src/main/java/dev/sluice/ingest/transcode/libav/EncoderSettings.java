package dev.sluice.ingest.transcode.libav;

import dev.sluice.packager.codec.BitRates;
import dev.sluice.packager.codec.FrameRate;

/**
 * What a video encoder makes.
 *
 * @param encoder FFmpeg's name of it, as {@link EncoderCatalog} gives it
 * @param width in pixels, even
 * @param height in pixels, even
 * @param frameRate nominal, known; what rate control counts with
 * @param bitrate in bit/s
 * @param maxBitrate in bit/s, at least {@code bitrate}
 * @param bufferBits size of the rate control buffer in bits
 * @param profile of H.264
 * @param preset of x264; other encoders take what comes closest or ignore it
 * @param threads at least 1
 * @param colours what the stream says of its colours
 */
public record EncoderSettings(
    String encoder,
    int width,
    int height,
    FrameRate frameRate,
    int bitrate,
    int maxBitrate,
    int bufferBits,
    VideoProfile profile,
    EncoderPreset preset,
    int threads,
    ColourDescription colours) {
  /** Returns what a stream of them keeps to: a second has at most what fills the buffer, and what flows in meanwhile. */
  BitRates bitRates() {
    return new BitRates(bufferBits / Byte.SIZE, maxBitrate + bufferBits, bitrate);
  }
}
