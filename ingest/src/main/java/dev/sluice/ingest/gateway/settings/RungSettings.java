package dev.sluice.ingest.gateway.settings;

import dev.sluice.ingest.transcode.libav.EncoderPreset;
import dev.sluice.ingest.transcode.libav.VideoProfile;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One rendition: an item of {@code ladders.*.rungs}.
 *
 * @param name never empty once it is made
 * @param maxBitrate never empty once it is made
 * @param buffer how long the video is, at {@code bitrate}, that fills the rate control buffer
 */
public record RungSettings(
    @Setting Optional<String> name,
    @Setting(min = "64", max = "4320") int height,
    @Setting(value = "30", min = "1", max = "240") int frameRate,
    @Setting(min = "50kb/s", max = "50Mb/s") BitRate bitrate,
    @Setting(min = "50kb/s", max = "100Mb/s") Optional<BitRate> maxBitrate,
    @Setting(value = "1s", min = "100ms", max = "4s") Duration buffer,
    @Setting("high") VideoProfile profile,
    @Setting("veryfast") EncoderPreset preset,
    @Setting("auto") String encoder) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,32}");

  /** What the rendition of channels without a picture is called. */
  private static final String AUDIO_NAME = "audio";

  private static final int BITS_PER_KILOBIT = 1_000;
  private static final int MS_PER_SECOND = 1_000;

  /** Room for the average to be made up for after an easy stretch, in tenths of the bit rate. */
  private static final int PEAK_TENTHS = 11;

  /** Checks the values, and derives the name and the peak where they are left out. */
  public RungSettings {
    if (height % 2 != 0) {
      throw new SettingConflictException(
          "height", "an even number, since colours have half the lines");
    }
    name = Optional.of(name.orElse(height + "p" + frameRate));
    if (!NAME.matcher(name.get()).matches() || name.get().equals(AUDIO_NAME)) {
      throw new SettingConflictException(
          "name", "1 to 32 lower-case letters, digits and _, but not " + AUDIO_NAME);
    }
    maxBitrate = Optional.of(maxBitrate.orElse(peakOf(bitrate)));
    if (maxBitrate.get().compareTo(bitrate) < 0) {
      throw new SettingConflictException("max_bitrate", "at least bitrate, " + bitrate);
    }
    if (buffer.toMillis() * frameRate < MS_PER_SECOND) {
      throw new SettingConflictException("buffer", "at least the time of a frame at frame_rate");
    }
    EncoderName.check(encoder);
  }

  private static BitRate peakOf(BitRate bitrate) {
    long kilobits = (long) bitrate.bitsPerSecond() * PEAK_TENTHS / 10 / BITS_PER_KILOBIT;
    return new BitRate((int) kilobits * BITS_PER_KILOBIT);
  }

  /** Returns the size of the rate control buffer. */
  public int bufferBits() {
    return Math.toIntExact(bitrate.bitsPerSecond() * buffer.toMillis() / MS_PER_SECOND);
  }
}
