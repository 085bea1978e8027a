package dev.sluice.packager.hls;

/** Names of what a channel serves as CMAF, relative to the channel. */
public final class CmafUris {
  /** The multivariant playlist. */
  public static final String MULTIVARIANT = "cmaf.m3u8";
  /** The DASH manifest. */
  public static final String MANIFEST = "manifest.mpd";
  /** The audio rendition that all video renditions share. */
  public static final String AUDIO = "audio";
  /** The video of the rendition that is called {@link #AUDIO} itself, since its channel began without a picture. */
  public static final String VIDEO_BESIDE_AUDIO = "video";

  private static final String DELTA_UPDATE = "?_HLS_skip=YES";
  private static final int NUMBER_DIGITS = 5;

  private CmafUris() {}

  /** Returns the name of a rendition's media playlist. */
  public static String media(String rendition) {
    return "cmaf_" + rendition + ".m3u8";
  }

  /** Returns under which key the delta update of a media playlist is kept, given the key of the playlist. */
  public static String deltaUpdate(String key) {
    return key + DELTA_UPDATE;
  }

  /**
   * Returns the name of an init segment. It is never used for another: caches keep it for good.
   *
   * @param mediaSequence number of the first segment that needs it
   */
  public static String init(String rendition, long mediaSequence) {
    return "cmaf_" + rendition + "_init_" + padded(mediaSequence) + ".mp4";
  }

  /** Returns the names of a rendition's segments as a DASH template. */
  public static String segmentTemplate(String rendition) {
    return "cmaf_" + rendition + "_$Number%0" + NUMBER_DIGITS + "d$.m4s";
  }

  /** Returns the name of a segment; the number has at least five digits. */
  public static String segment(String rendition, long mediaSequence) {
    return "cmaf_" + rendition + "_" + padded(mediaSequence) + ".m4s";
  }

  private static String padded(long mediaSequence) {
    String number = Long.toString(mediaSequence);
    return "0".repeat(Math.max(0, NUMBER_DIGITS - number.length())) + number;
  }
}
