package dev.sluice.ingest.gateway.settings;

import java.util.regex.Pattern;

/** Names of encoders, as FFmpeg has them. Whether one is there is found out when the transcoder starts. */
final class EncoderName {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9_]{0,31}");

  private EncoderName() {}

  /**
   * Checks the value of the key {@code encoder}.
   *
   * @throws SettingConflictException if it is no name
   */
  static void check(String encoder) {
    if (!FORM.matcher(encoder).matches()) {
      throw new SettingConflictException(
          "encoder", "auto, or FFmpeg's name of an encoder such as libx264");
    }
  }
}
