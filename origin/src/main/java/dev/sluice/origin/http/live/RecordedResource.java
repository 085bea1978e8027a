package dev.sluice.origin.http.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.HttpError;
import dev.sluice.origin.http.Page;
import dev.sluice.origin.http.playlist.PlaylistResource;
import dev.sluice.origin.http.semantics.AcceptEncoding;
import dev.sluice.origin.http.semantics.Preconditions;
import dev.sluice.origin.http.semantics.Urgency;
import dev.sluice.origin.live.dvr.PlaylistBody;
import dev.sluice.origin.live.dvr.RecordedText;
import dev.sluice.origin.live.dvr.RecordingQuery;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Answers GET and HEAD of the playlists of recordings: whole, as delta updates, or cut by time. */
final class RecordedResource {
  private static final String CONTENT_TYPE = "application/vnd.apple.mpegurl";

  private RecordedResource() {}

  /**
   * Answers a request.
   *
   * @param queryToken that the reader gave as a parameter, or empty
   */
  static void send(Exchange exchange, RecordedText recorded, String queryToken) {
    Optional<RecordingQuery> query = RecordingDirectives.of(exchange.target());
    if (query.isEmpty()) {
      exchange.send(HttpError.BAD_DIRECTIVE);
      return;
    }
    Optional<PlaylistBody> body = recorded.body(query.get());
    if (body.isEmpty()) {
      exchange.send(HttpError.NOT_FOUND);
    } else if (queryToken.isEmpty()) {
      send(exchange, body.get());
    } else {
      sendWithToken(exchange, body.get(), queryToken);
    }
  }

  private static void send(Exchange exchange, PlaylistBody body) {
    boolean isGzip = AcceptEncoding.prefersGzip(exchange.header(HttpHeaderNames.ACCEPT_ENCODING));
    String bare = body.etag();
    // Strong tags of two representations differ (RFC 9110 §8.8.3.3).
    String etag = isGzip ? bare.substring(0, bare.length() - 1) + "-gzip\"" : bare;
    String fields = "Cache-Control: " + cacheControl(body) + "\r\nETag: " + etag
        + "\r\nVary: Accept-Encoding\r\n" + Urgency.field(CONTENT_TYPE);
    if (Preconditions.isNotModified(
        exchange.header(HttpHeaderNames.IF_NONE_MATCH), /* ifModifiedSince= */ "", etag, 0)) {
      exchange.sendNotModified(fields);
      return;
    }
    String encoding = isGzip ? "Content-Encoding: gzip\r\n" : "";
    exchange.send(
        "Content-Type: " + CONTENT_TYPE + "\r\n" + encoding + fields,
        isGzip ? body.gzip() : body.plain());
  }

  /** A cache that leaves the query out of its keys would hand one reader's token to others. */
  private static void sendWithToken(Exchange exchange, PlaylistBody body, String token) {
    StringBuilder text = new StringBuilder();
    for (ByteBuffer piece : body.plain()) {
      text.append(UTF_8.decode(piece));
    }
    byte[] tokened = PlaylistResource.withToken(text.toString(), token).getBytes(UTF_8);
    exchange.send(
        new Page(200, CONTENT_TYPE, "private, max-age=1", tokened), Urgency.field(CONTENT_TYPE));
  }

  private static String cacheControl(PlaylistBody body) {
    return body.maxAgeSeconds() == 0 ? "no-cache" : "max-age=" + body.maxAgeSeconds();
  }
}
