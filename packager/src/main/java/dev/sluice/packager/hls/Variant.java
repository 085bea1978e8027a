package dev.sluice.packager.hls;

import dev.sluice.packager.codec.VideoRange;

/**
 * A variant stream as a multivariant playlist lists it (EXT-X-STREAM-INF, RFC 8216 §4.3.4.2).
 *
 * @param uri of its media playlist
 * @param bandwidth at least the peak segment bit rate, bit/s
 * @param averageBandwidth bit/s
 * @param codecs CODECS attribute
 * @param width in pixels, 0 without video
 * @param height in pixels, 0 without video
 * @param frameRate frames a second, 0 without video or if unknown
 * @param range of the video, SDR without any
 */
public record Variant(
    String uri,
    long bandwidth,
    long averageBandwidth,
    String codecs,
    int width,
    int height,
    double frameRate,
    VideoRange range) {
  /** Returns what the variant is together with a rendition of audio. */
  public Variant with(Variant audio) {
    return new Variant(
        uri,
        bandwidth + audio.bandwidth,
        averageBandwidth + audio.averageBandwidth,
        codecs + "," + audio.codecs,
        width,
        height,
        frameRate,
        range);
  }
}
