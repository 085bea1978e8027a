package dev.sluice.origin.m3u8;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Finds the key of an object from a URI that a playlist of the same namespace has for it. */
public final class PlaylistKeys {
  private PlaylistKeys() {}

  /**
   * Returns the key that a relative URI leads to (RFC 3986 §5.2), or nothing if it leads out of the namespace, to another
   * host, or nowhere.
   *
   * @param playlistKey key of the playlist
   * @param uri as it stands in the playlist, one character a byte
   */
  public static Optional<String> resolve(String playlistKey, String uri) {
    int query = uri.indexOf('?');
    String path = query < 0 ? uri : uri.substring(0, query);
    if (path.isEmpty() || path.startsWith("/")) {
      return Optional.empty();
    }
    String directory = playlistKey.substring(0, playlistKey.lastIndexOf('/') + 1);
    if (isPlain(path)) {
      return Optional.of(directory + path);
    }
    try {
      URI relative = new URI(new String(path.getBytes(ISO_8859_1), UTF_8));
      URI base =
          new URI(/* scheme= */ null, /* host= */ null, "/" + directory, /* fragment= */ null);
      String resolved = relative.isAbsolute() || relative.getRawAuthority() != null
          ? ""
          : base.resolve(relative).normalize().getPath();
      return resolved.startsWith("/") && resolved.length() > 1 && !resolved.startsWith("/../")
          ? Optional.of(resolved.substring(1))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Returns whether nothing of a path has a meaning of its own: what encoders write. */
  private static boolean isPlain(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean isDotSegment = c == '.' && (i == 0 || path.charAt(i - 1) == '/');
      if (c == '%' || c == ':' || c == '#' || c <= ' ' || c > 0x7e || isDotSegment) {
        return false;
      }
    }
    return true;
  }
}
