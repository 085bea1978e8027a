package dev.sluice.origin.http.playlist;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.origin.m3u8.PlaylistScan;
import dev.sluice.origin.m3u8.PlaylistTokens;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What of a stored playlist is different for a reader.
 *
 * @param token of the reader, to stand on every URI; empty if none is to
 * @param endEpochMs when the playlist ended without its encoder saying so, or {@link #NEVER}
 */
record Edition(String token, long endEpochMs) {
  static final long NEVER = Long.MAX_VALUE;

  private static final String END_LIST = "#EXT-X-ENDLIST\n";
  private static final String SHORT = "max-age=1";

  // Keeps the entity tag from telling anything of the token.
  private static final long SALT = ThreadLocalRandom.current().nextLong();

  String of(String text) {
    String tokened =
        token.isEmpty() ? text : PlaylistTokens.insert(text, PlaylistScan.of(text), escaped(token));
    return isEnded() ? tokened + (tokened.endsWith("\n") ? "" : "\n") + END_LIST : tokened;
  }

  /** Returns how a cache may keep it: without the query in its keys, it would hand one reader's token to others. */
  String cacheControl() {
    return token.isEmpty() ? SHORT : "private, " + SHORT;
  }

  /** Returns the entity tag, from that of the stored playlist. */
  String etag(String objectEtag) {
    String bare = objectEtag.substring(0, objectEtag.length() - 1);
    return bare + (isEnded() ? "-end" : "") + (token.isEmpty() ? "" : "-" + hash()) + '"';
  }

  /** Returns when it became what it is, from when the stored playlist did. */
  long lastModifiedEpochMs(long objectEpochMs) {
    return isEnded() ? endEpochMs : objectEpochMs;
  }

  private boolean isEnded() {
    return endEpochMs != NEVER;
  }

  private String hash() {
    long hash = SALT;
    for (int i = 0; i < token.length(); i++) {
      hash = (hash ^ token.charAt(i)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return Long.toHexString(hash);
  }

  /** Returns a token as it may stand in a query: what is not unreserved (RFC 3986 §2.3) is escaped. */
  private static String escaped(String token) {
    StringBuilder escaped = new StringBuilder(token.length());
    for (byte b : token.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      boolean isUnreserved = c >= 'a' && c <= 'z'
          || c >= 'A' && c <= 'Z'
          || c >= '0' && c <= '9'
          || "-._~".indexOf(c) >= 0;
      if (isUnreserved) {
        escaped.append(c);
      } else {
        escaped.append(String.format("%%%02X", (int) c));
      }
    }
    return escaped.toString();
  }
}
