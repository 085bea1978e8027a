package dev.sluice.ingest.channel;

import dev.sluice.packager.codec.VideoFormat;

/** How the rendition of a channel that goes through untouched is called in URLs. */
final class RenditionNames {
  static final String AUDIO = "audio";

  private RenditionNames() {}

  /**
   * Returns e.g. {@code 720p30}, or {@code 720p} if nobody says the frame rate.
   *
   * @param hintedFrameRate frames a second, 0 if not said
   */
  static String of(VideoFormat format, double hintedFrameRate) {
    double frameRate =
        format.frameRate().value() > 0 ? format.frameRate().value() : hintedFrameRate;
    long rounded = Math.round(frameRate);
    return format.height() + "p" + (rounded > 0 ? Long.toString(rounded) : "");
  }
}
