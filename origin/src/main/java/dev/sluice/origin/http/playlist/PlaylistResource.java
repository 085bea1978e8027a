package dev.sluice.origin.http.playlist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.HttpError;
import dev.sluice.origin.http.Page;
import dev.sluice.origin.http.semantics.HttpDates;
import dev.sluice.origin.http.semantics.Preconditions;
import dev.sluice.origin.http.semantics.Sandbox;
import dev.sluice.origin.http.semantics.Urgency;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.ObjectHeader;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.concurrent.TimeUnit;

/**
 * Answers GET and HEAD of a playlist.
 *
 * <p>A reader that gave its token as a parameter gets the token on every URI of the playlist, so that a plain player goes on
 * with it. Such an answer is private: a cache that leaves the query out of its keys would hand one reader's token to
 * others. A playlist that has ended because its encoder no longer advances it says so. Either has an entity tag of its own, is
 * not compressed, and a range of it is answered with the whole.
 */
public final class PlaylistResource {
  private static final String STALE = "X-Sluice-Stale: ";

  private PlaylistResource() {}

  /**
   * Answers with a playlist that was pushed. Takes over the lease.
   *
   * @param queryToken that the reader gave as a parameter, or empty
   */
  public static void send(
      Exchange exchange, Lease lease, PlaylistGuard guard, String key, String queryToken) {
    VisiblePlaylist playlist = guard.visible(key, lease);
    long nowNs = guard.nowNs();
    String fields = stale(playlist, nowNs);
    if (playlist.isGone(guard.end(), nowNs)) {
      lease.close();
      exchange.send(HttpError.NOT_FOUND);
    } else if (playlist.isEnded(guard.end(), nowNs)) {
      long endEpochMs = lease.lastModifiedEpochMs() + playlist.endAfterPutMs(guard.end());
      sendText(exchange, lease, new Edition(queryToken, endEpochMs), fields);
    } else if (queryToken.isEmpty()) {
      exchange.send(lease, fields);
    } else {
      sendText(exchange, lease, new Edition(queryToken, Edition.NEVER), fields);
    }
  }

  /** Answers with a playlist whose URIs carry the reader's token. Takes over the lease. */
  public static void sendWithToken(Exchange exchange, Lease lease, String queryToken) {
    sendText(exchange, lease, new Edition(queryToken, Edition.NEVER), /* fields= */ "");
  }

  /** Returns the text of a playlist whose URIs carry the reader's token. */
  public static String withToken(String text, String queryToken) {
    return new Edition(queryToken, Edition.NEVER).of(text);
  }

  private static void sendText(Exchange exchange, Lease lease, Edition edition, String fields) {
    String etag = edition.etag(lease.etag());
    long lastModifiedEpochMs = edition.lastModifiedEpochMs(lease.lastModifiedEpochMs());
    String type = lease.spec().contentType();
    StringBuilder own = new StringBuilder("ETag: " + etag + "\r\nLast-Modified: "
        + HttpDates.format(lastModifiedEpochMs) + "\r\n" + Urgency.field(lease.spec())
        + Sandbox.FIELDS
        + fields);
    for (ObjectHeader header : lease.spec().headers()) {
      own.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    String text = PlaylistBytes.text(lease);
    lease.close();
    if (Preconditions.isNotModified(
        exchange.header(HttpHeaderNames.IF_NONE_MATCH),
        exchange.header(HttpHeaderNames.IF_MODIFIED_SINCE),
        etag,
        lastModifiedEpochMs)) {
      exchange.sendNotModified("Cache-Control: " + edition.cacheControl() + "\r\n" + own);
      return;
    }
    byte[] body = edition.of(text).getBytes(ISO_8859_1);
    exchange.send(new Page(200, type, edition.cacheControl(), body), own.toString());
  }

  private static String stale(VisiblePlaylist playlist, long nowNs) {
    long staleMs = playlist.staleMs(nowNs);
    return staleMs == 0 ? "" : STALE + TimeUnit.MILLISECONDS.toSeconds(staleMs) + "\r\n";
  }
}
