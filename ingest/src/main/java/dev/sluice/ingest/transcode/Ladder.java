package dev.sluice.ingest.transcode;

import dev.sluice.origin.NamePattern;
import java.util.List;

/**
 * The renditions of the channels whose names match a pattern.
 *
 * @param channels of those names, a {@link NamePattern}
 * @param passthrough when the source itself is the top rendition
 * @param audioBitrate of AAC that is encoded here, in bit/s, for two channels
 * @param audioPassthrough when the source's audio goes through as it is
 * @param rungs from the largest to the smallest; empty leaves the channels as they come
 */
public record Ladder(
    String channels,
    Passthrough passthrough,
    int audioBitrate,
    Passthrough audioPassthrough,
    List<Rung> rungs) {
  /** When something goes through as it came. */
  public enum Passthrough {
    /** When it is already what would be made of it. */
    AUTO,
    /** Never. */
    NEVER,
    /** Whenever the codec allows. */
    ALWAYS
  }

  /** Freezes the list. */
  public Ladder {
    rungs = List.copyOf(rungs);
  }

  /** Returns whether a channel's name matches the pattern. */
  public boolean matches(String channel) {
    return NamePattern.matches(channels, channel);
  }
}
