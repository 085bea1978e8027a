package dev.sluice.origin.http.semantics;

import dev.sluice.origin.store.ObjectSpec;

/**
 * How urgent an object is among others that a reader waits for, as caches in between are told (RFC 9218 §4.1, §5): playlists
 * and manifests before sound, sound before pictures, and no rendition before another.
 */
public final class Urgency {
  private static final String FIELD_NAME = "Priority";

  private static final String PLAYLIST = FIELD_NAME + ": u=1\r\n";
  private static final String AUDIO = FIELD_NAME + ": u=2\r\n";
  private static final String VIDEO = FIELD_NAME + ": u=3\r\n";

  private Urgency() {}

  /** Returns the field for an object, with its line end; empty if whoever put it knows better how urgent it is. */
  public static String field(ObjectSpec spec) {
    boolean isKnown =
        spec.headers().stream().anyMatch(header -> header.name().equalsIgnoreCase(FIELD_NAME));
    return isKnown ? "" : field(spec.contentType());
  }

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
