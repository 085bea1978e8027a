package dev.sluice.origin.m3u8;

import java.util.List;

/** Takes tokens out of the URIs of a playlist, and puts others in. */
public final class PlaylistTokens {
  private static final String NAME = "token";

  private PlaylistTokens() {}

  /**
   * Returns the text without the {@code token} parameters of its URIs; other parameters stay as they are.
   *
   * @param scan of the text
   */
  public static String strip(String text, PlaylistScan scan) {
    return text.contains(NAME) || text.indexOf('%') >= 0 ? rewrite(text, scan.uris(), "") : text;
  }

  /**
   * Returns the text with a token as the last parameter of every URI, in place of one that stood there.
   *
   * <p>URIs that name another host or scheme are left alone: the token is for this one.
   *
   * @param scan of the text
   * @param token as it may stand in a query, escaped
   */
  public static String insert(String text, PlaylistScan scan, String token) {
    return rewrite(text, scan.uris(), token);
  }

  private static String rewrite(String text, List<PlaylistUri> uris, String token) {
    StringBuilder rewritten = new StringBuilder(text.length() + uris.size() * (token.length() + 8));
    int copied = 0;
    for (PlaylistUri uri : uris) {
      rewritten.append(text, copied, uri.start());
      append(rewritten, uri.in(text), token);
      copied = uri.end();
    }
    return rewritten.append(text, copied, text.length()).toString();
  }

  private static void append(StringBuilder target, String uri, String token) {
    int fragment = uri.indexOf('#');
    int end = fragment < 0 ? uri.length() : fragment;
    int query = uri.indexOf('?');
    int pathEnd = query < 0 || query > end ? end : query;
    target.append(uri, 0, pathEnd);
    char separator = '?';
    for (int start = pathEnd + 1; start <= end; ) {
      int ampersand = uri.indexOf('&', start);
      int next = ampersand < 0 || ampersand > end ? end : ampersand;
      if (!isToken(uri, start, next)) {
        target.append(separator).append(uri, start, next);
        separator = '&';
      }
      start = next + 1;
    }
    if (!token.isEmpty() && isOurs(uri)) {
      target.append(separator).append(NAME).append('=').append(token);
    }
    target.append(uri, end, uri.length());
  }

  /** Returns whether a parameter is a token, whatever of its name is escaped. */
  private static boolean isToken(String uri, int start, int end) {
    int index = start;
    for (int i = 0; i < NAME.length(); i++) {
      boolean isEscaped = index + 2 < end && uri.charAt(index) == '%';
      int c = isEscaped
          ? Character.digit(uri.charAt(index + 1), 16) << 4
              | Character.digit(uri.charAt(index + 2), 16)
          : index < end ? uri.charAt(index) : -1;
      if (c != NAME.charAt(i)) {
        return false;
      }
      index += isEscaped ? 3 : 1;
    }
    return index == end || uri.charAt(index) == '=';
  }

  /** Returns whether a URI is relative to the host that the playlist comes from (RFC 3986 §4.2). */
  private static boolean isOurs(String uri) {
    if (uri.startsWith("//")) {
      return false;
    }
    for (int i = 0; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c == ':') {
        return false;
      }
      if (c == '/' || c == '?' || c == '#') {
        return true;
      }
    }
    return true;
  }
}
