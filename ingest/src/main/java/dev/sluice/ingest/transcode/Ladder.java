package dev.sluice.ingest.transcode;

import java.util.List;

/**
 * The renditions of the channels whose names match a pattern.
 *
 * @param channels pattern of channel names, in which {@code *} stands for any number of characters
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

  private static final char ANY = '*';

  /** Freezes the list. */
  public Ladder {
    rungs = List.copyOf(rungs);
  }

  /** Returns whether a channel's name matches the pattern. */
  public boolean matches(String channel) {
    int position = 0;
    int resume = -1; // in the name, for the last * to take one more
    int star = -1;
    int index = 0;
    while (position < channel.length()) {
      if (index < channels.length() && channels.charAt(index) == ANY) {
        star = index++;
        resume = position;
      } else if (index < channels.length() && channels.charAt(index) == channel.charAt(position)) {
        index++;
        position++;
      } else if (star >= 0) {
        index = star + 1;
        position = ++resume;
      } else {
        return false;
      }
    }
    while (index < channels.length() && channels.charAt(index) == ANY) {
      index++;
    }
    return index == channels.length();
  }
}
