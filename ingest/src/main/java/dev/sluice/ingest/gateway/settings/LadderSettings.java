package dev.sluice.ingest.gateway.settings;

import dev.sluice.ingest.transcode.Ladder.Passthrough;
import dev.sluice.origin.NamePattern;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The renditions of some channels: an item of {@code ladders}. */
public record LadderSettings(
    @Setting String channels,
    @Setting("auto") Passthrough passthrough,

    @Setting(value = "128kb/s", min = "16kb/s", max = "512kb/s")
    BitRate audioBitrate,

    @Setting("auto") Passthrough audioPassthrough,
    @Setting(value = DEFAULT_RUNGS, min = "0", max = "8") List<RungSettings> rungs) {
  private static final String DEFAULT_RUNGS = """
      - {height: 720, bitrate: 2500kb/s}
      - {height: 480, bitrate: 1500kb/s}
      - {height: 240, bitrate: 750kb/s}
      """;
  private static final Pattern CHANNELS = Pattern.compile("[A-Za-z0-9._*-]{1,128}");
  private static final Comparator<RungSettings> LARGEST_FIRST = Comparator.comparing(
          RungSettings::height)
      .thenComparing(RungSettings::frameRate)
      .thenComparing(RungSettings::bitrate)
      .reversed();

  /** Checks the pattern, and the order and the names of the rungs. */
  public LadderSettings {
    if (!CHANNELS.matcher(channels).matches()) {
      throw new SettingConflictException(
          "channels", "a channel's name, in which * stands for any number of characters");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < rungs.size(); i++) {
      String name = rungs.get(i).name().orElseThrow();
      if (!names.add(name)) {
        throw new SettingConflictException(
            "rungs." + i + ".name", "another name than " + name + ", which a rung above has");
      }
      if (i > 0 && LARGEST_FIRST.compare(rungs.get(i - 1), rungs.get(i)) > 0) {
        throw new SettingConflictException(
            "rungs." + i + ".height", "no larger rung than the one above it");
      }
    }
  }

  /** Returns whether a channel's name matches the pattern. */
  boolean matches(String channel) {
    return NamePattern.matches(channels, channel);
  }

  /** Returns whether every channel matches. */
  boolean isForAll() {
    return NamePattern.isForAll(channels);
  }
}
