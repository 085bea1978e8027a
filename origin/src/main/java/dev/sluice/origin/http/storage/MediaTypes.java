package dev.sluice.origin.http.storage;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Media types of what encoders put, and what follows from them. */
final class MediaTypes {
  static final String UNKNOWN = "application/octet-stream";

  private static final String HLS = "application/vnd.apple.mpegurl";
  private static final String DASH = "application/dash+xml";
  private static final Set<String> PLAYLISTS =
      Set.of(HLS, "application/x-mpegurl", "audio/mpegurl", "audio/x-mpegurl");
  // What clients send when they were told nothing.
  private static final Set<String> UNSAID = Set.of(UNKNOWN, "application/x-www-form-urlencoded");
  private static final Map<String, String> BY_EXTENSION = Map.ofEntries(
      Map.entry("m3u8", HLS),
      Map.entry("m3u", HLS),
      Map.entry("mpd", DASH),
      Map.entry("ts", "video/mp2t"),
      Map.entry("m2ts", "video/mp2t"),
      Map.entry("mp4", "video/mp4"),
      Map.entry("m4s", "video/mp4"),
      Map.entry("m4v", "video/mp4"),
      Map.entry("cmfv", "video/mp4"),
      Map.entry("m4a", "audio/mp4"),
      Map.entry("cmfa", "audio/mp4"),
      Map.entry("cmft", "application/mp4"),
      Map.entry("webm", "video/webm"),
      Map.entry("aac", "audio/aac"),
      Map.entry("ac3", "audio/ac3"),
      Map.entry("ec3", "audio/eac3"),
      Map.entry("mp3", "audio/mpeg"),
      Map.entry("vtt", "text/vtt"),
      Map.entry("webvtt", "text/vtt"),
      Map.entry("jpg", "image/jpeg"),
      Map.entry("jpeg", "image/jpeg"),
      Map.entry("png", "image/png"),
      Map.entry("webp", "image/webp"),
      Map.entry("json", "application/json"),
      Map.entry("xml", "application/xml"),
      Map.entry("txt", "text/plain"),
      Map.entry("key", UNKNOWN));

  private MediaTypes() {}

  /**
   * Returns the type to store: what the encoder says, or what the extension of the key means.
   *
   * @param said value of Content-Type, empty if absent
   */
  static String of(String key, String said) {
    String bare = bare(said);
    return bare.isEmpty() || UNSAID.contains(bare) ? ofExtension(key) : said;
  }

  /** Returns whether it is an HLS playlist, by its type or by its key, whichever says so. */
  static boolean isPlaylist(String key, String type) {
    return PLAYLISTS.contains(bare(type)) || ofExtension(key).equals(HLS);
  }

  /** Returns whether it is a DASH manifest. */
  static boolean isManifest(String key, String type) {
    return bare(type).equals(DASH) || ofExtension(key).equals(DASH);
  }

  /** Returns whether it is of use before it is whole. */
  static boolean isStreamable(String type) {
    return type.startsWith("video/") || type.startsWith("audio/") || type.startsWith("text/vtt");
  }

  private static String ofExtension(String key) {
    int dot = key.lastIndexOf('.');
    return dot <= key.lastIndexOf('/')
        ? UNKNOWN
        : BY_EXTENSION.getOrDefault(key.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
  }

  private static String bare(String type) {
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }
}
