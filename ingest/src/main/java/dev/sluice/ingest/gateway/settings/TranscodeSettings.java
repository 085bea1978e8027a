package dev.sluice.ingest.gateway.settings;

import java.time.Duration;

/** What all ladders share: section {@code transcode}. */
public record TranscodeSettings(
    @Setting("true") boolean enabled,
    @Setting("auto") String encoder,
    @Setting(value = "0", min = "0", max = "16") int encoderThreads,
    @Setting("4096x2304") PictureSize maxPicture,
    @Setting(value = "5s", min = "0s", max = "1h") Duration thumbnailInterval) {
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

  /** Checks that the encoder is a name, and that thumbnails are not asked for all the time. */
  public TranscodeSettings {
    if (!thumbnailInterval.isZero() && thumbnailInterval.compareTo(SHORTEST_INTERVAL) < 0) {
      throw new SettingConflictException("thumbnail_interval", "0s, or 1s to 1h");
    }
    EncoderName.check(encoder);
  }
}
