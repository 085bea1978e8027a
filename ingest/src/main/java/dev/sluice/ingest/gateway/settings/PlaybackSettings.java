package dev.sluice.ingest.gateway.settings;

import dev.sluice.origin.auth.PlaybackPolicy.Playback;
import java.util.regex.Pattern;

/** Who may watch some channels: an item of {@code playback}. */
public record PlaybackSettings(
    @Setting String channels, @Setting Playback access) {
  private static final Pattern CHANNELS = Pattern.compile("[A-Za-z0-9._*-]{1,64}");

  /** Checks the pattern. */
  public PlaybackSettings {
    if (!CHANNELS.matcher(channels).matches()) {
      throw new SettingConflictException(
          "channels", "a channel's name, in which * stands for any number of characters");
    }
  }
}
