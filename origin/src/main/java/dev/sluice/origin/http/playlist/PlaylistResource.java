package dev.sluice.origin.http.playlist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.Page;
import dev.sluice.origin.http.semantics.HttpDates;
import dev.sluice.origin.http.semantics.Preconditions;
import dev.sluice.origin.m3u8.PlaylistScan;
import dev.sluice.origin.m3u8.PlaylistTokens;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.ObjectHeader;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;

/**
 * Answers GET and HEAD of a playlist.
 *
 * <p>A reader that gave its token as a parameter gets the token on every URI of the playlist, so that a plain player goes on
 * with it. Such an answer is private: a cache that leaves the query out of its keys would hand one reader's token to
 * others. It has an entity tag of its own, is not compressed, and a range of it is answered with the whole.
 */
public final class PlaylistResource {
  private static final String PRIVATE = "private, max-age=1";
  private static final String STALE = "X-Sluice-Stale: ";

  // Keeps the entity tag from telling anything of the token.
  private static final long SALT = ThreadLocalRandom.current().nextLong();

  private PlaylistResource() {}

  /**
   * Answers with a playlist that was pushed. Takes over the lease.
   *
   * @param queryToken that the reader gave as a parameter, or empty
   */
  public static void send(
      Exchange exchange,
      Lease lease,
      PlaylistGuard guard,
      String key,
      String queryToken,
      EpochClock clock) {
    String fields = lease.isComplete() ? stale(guard.visible(key, lease), clock.time()) : "";
    if (queryToken.isEmpty()) {
      exchange.send(lease, fields);
    } else {
      sendWithToken(exchange, lease, queryToken, fields);
    }
  }

  /** Answers with a playlist whose URIs carry the reader's token. Takes over the lease. */
  public static void sendWithToken(
      Exchange exchange, Lease lease, String queryToken, String fields) {
    String etag = etag(lease.etag(), queryToken);
    long lastModifiedEpochMs = lease.lastModifiedEpochMs();
    String type = lease.spec().contentType();
    StringBuilder kept = new StringBuilder(fields);
    for (ObjectHeader header : lease.spec().headers()) {
      kept.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    String own = "ETag: " + etag + "\r\nLast-Modified: " + HttpDates.format(lastModifiedEpochMs)
        + "\r\n" + kept;
    String text = PlaylistBytes.text(lease);
    lease.close();
    if (Preconditions.isNotModified(
        exchange.header(HttpHeaderNames.IF_NONE_MATCH),
        exchange.header(HttpHeaderNames.IF_MODIFIED_SINCE),
        etag,
        lastModifiedEpochMs)) {
      exchange.sendNotModified("Cache-Control: " + PRIVATE + "\r\n" + own);
      return;
    }
    String rendered = PlaylistTokens.insert(text, PlaylistScan.of(text), escaped(queryToken));
    exchange.send(new Page(200, type, PRIVATE, rendered.getBytes(ISO_8859_1)), own);
  }

  private static String stale(VisiblePlaylist playlist, long epochMs) {
    long staleMs = playlist.staleMs(epochMs);
    return staleMs == 0 ? "" : STALE + TimeUnit.MILLISECONDS.toSeconds(staleMs) + "\r\n";
  }

  private static String etag(String objectEtag, String token) {
    long hash = SALT;
    for (int i = 0; i < token.length(); i++) {
      hash = (hash ^ token.charAt(i)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return objectEtag.substring(0, objectEtag.length() - 1) + "-" + Long.toHexString(hash) + '"';
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
