package dev.sluice.ingest.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Follows a live playlist over HTTP and fetches the segments of every variant.
 *
 * <p>Used by one thread.
 */
final class PlaylistWatch {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int STATUS_OK = 200;

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI multivariantPlaylist;
  private List<WatchedVariant> variants = List.of();

  PlaylistWatch(String multivariantPlaylist) {
    this.multivariantPlaylist = URI.create(multivariantPlaylist);
  }

  /** Reads the playlists and asks for each segment that they newly name. */
  void poll() throws InterruptedException {
    List<URI> listed = uris(multivariantPlaylist);
    if (!listed.isEmpty()) {
      variants = listed.stream().map(this::variant).toList();
    }
    for (WatchedVariant variant : variants) {
      for (URI segment : uris(variant.playlist())) {
        if (!variant.hasSegment(segment)) {
          get(segment).ifPresent(body -> variant.onSegment(segment, body.length));
        }
      }
    }
  }

  private WatchedVariant variant(URI playlist) {
    return variants.stream()
        .filter(variant -> variant.playlist().equals(playlist))
        .findFirst()
        .orElseGet(() -> new WatchedVariant(playlist));
  }

  /** Returns the variants that the multivariant playlist listed last, in its order. */
  List<WatchedVariant> variants() {
    return variants;
  }

  private List<URI> uris(URI playlist) throws InterruptedException {
    return get(playlist).map(body -> new String(body, StandardCharsets.UTF_8)).stream()
        .flatMap(String::lines)
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(playlist::resolve)
        .toList();
  }

  private Optional<byte[]> get(URI uri) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
    try {
      return Optional.of(client.send(request, HttpResponse.BodyHandlers.ofByteArray()))
          .filter(response -> response.statusCode() == STATUS_OK)
          .map(HttpResponse::body);
    } catch (IOException e) {
      // What cannot be fetched now is asked for again at the next poll.
      return Optional.empty();
    }
  }
}
