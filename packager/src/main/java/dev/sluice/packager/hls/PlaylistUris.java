package dev.sluice.packager.hls;

/** Names of what a channel serves as classic HLS, relative to the channel. */
public final class PlaylistUris {
  /** The multivariant playlist. */
  public static final String MULTIVARIANT = "playlist.m3u8";

  private static final int NUMBER_DIGITS = 5;

  private PlaylistUris() {}

  /** Returns the name of a rendition's media playlist. */
  public static String media(String rendition) {
    return "playlist_" + rendition + ".m3u8";
  }

  /** Returns the name of a segment; the number has at least five digits. */
  public static String segment(String rendition, long mediaSequence) {
    String number = Long.toString(mediaSequence);
    return "playlist_" + rendition + "_" + "0".repeat(Math.max(0, NUMBER_DIGITS - number.length()))
        + number + ".ts";
  }
}
