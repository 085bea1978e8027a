package dev.sluice.ingest.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Follows a live playlist over HTTP and counts the segments it names and their bytes.
 *
 * <p>Used by one thread.
 */
final class PlaylistWatch {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int STATUS_OK = 200;

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI multivariantPlaylist;
  private final Set<URI> segments = new HashSet<>();
  private long segmentBytes;

  PlaylistWatch(String multivariantPlaylist) {
    this.multivariantPlaylist = URI.create(multivariantPlaylist);
  }

  /** Reads the playlist of the first variant and asks for each segment that it newly names. */
  void poll() throws InterruptedException {
    Optional<URI> mediaPlaylist = uris(multivariantPlaylist).stream().findFirst();
    if (mediaPlaylist.isEmpty()) {
      return;
    }
    for (URI segment : uris(mediaPlaylist.get())) {
      if (!segments.contains(segment)) {
        Optional<HttpResponse<byte[]>> response = get(segment);
        response.ifPresent(body -> {
          segments.add(segment);
          segmentBytes += body.body().length;
        });
      }
    }
  }

  /** Returns how many segments were fetched. */
  int segmentCount() {
    return segments.size();
  }

  /** Returns the bytes of the segments that were fetched. */
  long segmentBytes() {
    return segmentBytes;
  }

  private List<URI> uris(URI playlist) throws InterruptedException {
    return get(playlist)
        .map(response -> new String(response.body(), StandardCharsets.UTF_8))
        .stream()
        .flatMap(String::lines)
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(playlist::resolve)
        .toList();
  }

  private Optional<HttpResponse<byte[]>> get(URI uri) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
    try {
      return Optional.of(client.send(request, HttpResponse.BodyHandlers.ofByteArray()))
          .filter(response -> response.statusCode() == STATUS_OK);
    } catch (IOException e) {
      // What cannot be fetched now is asked for again at the next poll.
      return Optional.empty();
    }
  }
}
