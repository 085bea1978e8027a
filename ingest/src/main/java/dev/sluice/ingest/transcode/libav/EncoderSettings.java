package dev.sluice.ingest.transcode.libav;

import dev.sluice.packager.codec.FrameRate;
import java.util.List;

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
 * @param profile {@code baseline}, {@code main} or {@code high}
 * @param preset as x264 names them; other encoders take what comes closest or ignore it
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
    String profile,
    String preset,
    int threads,
    ColourDescription colours) {
  /** The profiles of H.264 that every player knows. */
  public static final List<String> PROFILES = List.of("baseline", "main", "high");
  /** The presets of x264 from the fastest to the slowest; the last, placebo, is left out. */
  public static final List<String> PRESETS = List.of(
      "ultrafast",
      "superfast",
      "veryfast",
      "faster",
      "fast",
      "medium",
      "slow",
      "slower",
      "veryslow");

  /**
   * Checks the names, which x264 would complain about on standard error.
   *
   * @throws IllegalArgumentException if a name is not one of the lists
   */
  public EncoderSettings {
    check("profile", profile, PROFILES);
    check("preset", preset, PRESETS);
  }

  private static void check(String key, String value, List<String> allowed) {
    if (!allowed.contains(value)) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: one of " + allowed + ")");
    }
  }
}
