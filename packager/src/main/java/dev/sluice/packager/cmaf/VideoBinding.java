package dev.sluice.packager.cmaf;

import dev.sluice.packager.codec.VideoFormat;

/** What all codings of video have in common: a clock of 90 kHz, and a sample entry with the decoder's record. */
abstract class VideoBinding implements CodecBinding {
  private static final int TIMESCALE = 90_000;

  private final VideoFormat format;
  private final VideoSampleEntry entry;

  VideoBinding(VideoFormat format, VideoSampleEntry entry) {
    this.format = format;
    this.entry = entry;
  }

  @Override
  public final boolean isVideo() {
    return true;
  }

  @Override
  public final String codecs() {
    return format.codecs();
  }

  @Override
  public final int timescale() {
    return TIMESCALE;
  }

  @Override
  public final int frameDuration() {
    return 0;
  }

  @Override
  public final int displayWidth() {
    return entry.displayWidth();
  }

  @Override
  public final int displayHeight() {
    return format.height();
  }

  @Override
  public final void putSampleEntry(BoxWriter boxes) {
    entry.put(boxes);
  }
}
