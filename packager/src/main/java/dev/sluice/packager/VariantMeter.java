package dev.sluice.packager;

import dev.sluice.packager.codec.FrameRate;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.codec.VideoRange;
import dev.sluice.packager.hls.BandwidthMeter;
import dev.sluice.packager.hls.Variant;
import java.util.Optional;

/**
 * What a multivariant playlist says of one rendition: what it carries, and how much.
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
final class VariantMeter {
  /** A stream's own word for its frame rate is taken if the media bears it out. */
  private static final double FRAME_RATE_TOLERANCE = 0.02;

  private static final double TICKS_PER_SECOND = 90_000;

  private final BandwidthMeter meter = new BandwidthMeter();

  private Optional<VideoFormat> video = Optional.empty();
  private String codecs = "";
  private double frameRate;
  private boolean areTracksNew;

  /**
   * Sets what the segments from the next one on carry.
   *
   * @param nextCodecs CODECS attribute
   */
  void tracks(Optional<VideoFormat> nextVideo, String nextCodecs) {
    video = nextVideo;
    codecs = nextCodecs;
    areTracksNew = true;
  }

  /**
   * Takes note of a segment.
   *
   * @param frameCount pictures in it
   * @return whether the multivariant playlist has to say something else
   */
  boolean onSegment(long length, long duration90k, int frameCount, int targetDurationSeconds) {
    boolean isVariantNew = meter.onSegment(length, duration90k, targetDurationSeconds);
    double measured = frameCount * TICKS_PER_SECOND / duration90k;
    // FRAME-RATE is the maximum (rfc8216bis §4.4.6.2): a first segment that lacks pictures does not
    // settle it.
    if (areTracksNew || measured > frameRate * (1 + FRAME_RATE_TOLERANCE)) {
      frameRate = frameRate(measured);
      areTracksNew = false;
      isVariantNew = true;
    }
    return isVariantNew;
  }

  /** Returns the rendition's entry of the multivariant playlist. */
  Variant variant(String uri) {
    return new Variant(
        uri,
        meter.bandwidth(),
        meter.averageBandwidth(),
        codecs,
        video.map(VideoFormat::width).orElse(0),
        video.map(VideoFormat::height).orElse(0),
        frameRate,
        video.map(VideoRange::of).orElse(VideoRange.SDR));
  }

  private double frameRate(double measured) {
    double stated = video.map(VideoFormat::frameRate).orElse(FrameRate.UNKNOWN).value();
    return Math.abs(stated - measured) <= measured * FRAME_RATE_TOLERANCE ? stated : measured;
  }
}
