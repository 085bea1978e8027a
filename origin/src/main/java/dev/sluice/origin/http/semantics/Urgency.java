package dev.sluice.origin.http.semantics;

/**
 * How urgent an object is among others that a reader waits for, as caches in between are told (RFC 9218 §4.1, §5): playlists
 * and manifests before sound, sound before pictures, and no rendition before another.
 */
public final class Urgency {
  /** Name of the field. */
  public static final String FIELD_NAME = "Priority";

  private static final String PLAYLIST = FIELD_NAME + ": u=1\r\n";
  private static final String AUDIO = FIELD_NAME + ": u=2\r\n";
  private static final String VIDEO = FIELD_NAME + ": u=3\r\n";

  private Urgency() {}

  /** Returns the field for a media type, with its line end; empty if the type is none of live media. */
  public static String field(String contentType) {
    if (contentType.contains("mpegurl") || contentType.startsWith("application/dash+xml")) {
      return PLAYLIST;
    }
    if (contentType.startsWith("audio/")) {
      return AUDIO;
    }
    return contentType.startsWith("video/") ? VIDEO : "";
  }
}
