package dev.sluice.origin.http.control;

import dev.sluice.origin.auth.Authorizer.Permission;
import dev.sluice.origin.http.Credential;
import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.HttpError;
import dev.sluice.origin.http.Permissions;
import dev.sluice.origin.http.RequestHandler;
import dev.sluice.origin.http.live.LiveRoutes;
import dev.sluice.origin.http.live.RecordingDirectives;
import dev.sluice.origin.http.storage.StorageContext;
import dev.sluice.origin.live.dvr.ClipFacts;
import dev.sluice.origin.live.dvr.RecordingQuery;
import dev.sluice.origin.live.dvr.Recordings;
import dev.sluice.origin.store.OriginStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes, tells and removes clips of what channels have recorded, for whoever may write what they serve. */
final class ClipRoutes implements RequestHandler {
  static final String PATH = "/api/v1/channels";

  private static final String METHODS = "GET, HEAD, POST, OPTIONS";
  private static final String CLIP_METHODS = "GET, HEAD, DELETE, OPTIONS";
  private static final String CLIPS = "/clips";
  private static final List<String> KEYS = List.of("start", "end", "name", "keep");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final long MAX_KEPT_MS = TimeUnit.DAYS.toMillis(30);
  private static final long MIN_KEPT_MS = TimeUnit.SECONDS.toMillis(1);

  private final Recordings recordings;
  private final Permissions permissions;

  ClipRoutes(Recordings recordings, StorageContext context) {
    this.recordings = recordings;
    permissions = new Permissions(context.authorizer());
  }

  @Override
  public void handle(Exchange exchange, String path) {
    String rest = path.substring(Math.min(path.length(), PATH.length() + 1));
    int channelEnd = Math.max(0, rest.indexOf('/'));
    String channel = rest.substring(0, channelEnd);
    String collection = rest.substring(channelEnd);
    boolean isClip = collection.startsWith(CLIPS + "/");
    if (channel.isEmpty() || !isClip && !collection.equals(CLIPS)) {
      exchange.send(HttpError.NOT_FOUND);
    } else if (exchange.method().name().equals("OPTIONS")) {
      exchange.sendOptions(isClip ? CLIP_METHODS : METHODS);
    } else if (isClip) {
      handleClip(exchange, channel, collection.substring(CLIPS.length() + 1));
    } else {
      handleClips(exchange, channel);
    }
  }

  private void handleClips(Exchange exchange, String channel) {
    switch (exchange.method().name()) {
      case "GET", "HEAD" -> {
        if (isAllowed(exchange, channel, "")) {
          ObjectNode page = JsonPages.object();
          ArrayNode clips = page.putArray("clips");
          recordings.clips(channel).forEach(clip -> clips.add(document(clip)));
          exchange.send(JsonPages.page(200, page));
        }
      }
      case "POST" -> {
        if (isAllowed(exchange, channel, "")) {
          JsonBody.receive(exchange, body -> make(exchange, channel, JsonPages.read(body)));
        }
      }
      default -> exchange.sendMethodNotAllowed(METHODS);
    }
  }

  private void handleClip(Exchange exchange, String channel, String name) {
    switch (exchange.method().name()) {
      case "GET", "HEAD" -> {
        if (isAllowed(exchange, channel, name)) {
          send(exchange, 200, recordings.clip(channel, name));
        }
      }
      case "DELETE" -> {
        if (isAllowed(exchange, channel, name)) {
          if (recordings.removeClip(channel, name)) {
            exchange.sendNoContent();
          } else {
            exchange.send(HttpError.NOT_FOUND);
          }
        }
      }
      default -> exchange.sendMethodNotAllowed(CLIP_METHODS);
    }
  }

  private boolean isAllowed(Exchange exchange, String channel, String name) {
    return permissions.check(
        exchange,
        Permission.WRITE,
        OriginStore.LIVE,
        channel + "/" + Recordings.CLIP_PREFIX + name,
        Credential.of(exchange));
  }

  private void make(Exchange exchange, String channel, ObjectNode document) {
    JsonValues values = new JsonValues(document, KEYS);
    long startEpochMs = epochMs(document, "start");
    long durationMs = epochMs(document, "end") - startEpochMs;
    if (durationMs <= 0) {
      throw new IllegalArgumentException("end: is not after start");
    }
    String name = document.path("name").stringValue(Long.toString(startEpochMs));
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("name: is not 1 to 64 letters, digits and dashes");
    }
    long keptMs = values.durationMs("keep", RecordingQuery.ALL);
    if (keptMs != RecordingQuery.ALL && (keptMs < MIN_KEPT_MS || keptMs > MAX_KEPT_MS)) {
      throw new IllegalArgumentException("keep: is not in its range (expected: 1s to 30d)");
    }
    if (recordings.isFull()) {
      exchange.send(HttpError.UNAVAILABLE);
      return;
    }
    RecordingQuery cut = new RecordingQuery(startEpochMs, durationMs, /* isDelta= */ false);
    boolean isMade = recordings.clip(channel, name, cut, keptMs).isPresent();
    send(exchange, 201, isMade ? recordings.clip(channel, name) : Optional.empty());
  }

  private static void send(Exchange exchange, int status, Optional<ClipFacts> clip) {
    if (clip.isPresent()) {
      exchange.send(JsonPages.page(status, document(clip.get())));
    } else {
      exchange.send(HttpError.NOT_FOUND);
    }
  }

  private static ObjectNode document(ClipFacts clip) {
    ObjectNode document = JsonPages.object()
        .put("name", clip.name())
        .put("playlist", LiveRoutes.PATH + "/" + clip.playlistKey());
    if (!clip.fileKey().isEmpty()) {
      document.put("file", LiveRoutes.PATH + "/" + clip.fileKey());
    }
    return document
        .put("start", Instant.ofEpochMilli(clip.startEpochMs()).toString())
        .put("end", Instant.ofEpochMilli(clip.endEpochMs()).toString())
        .put("bytes", clip.length())
        .put("expires", Instant.ofEpochMilli(clip.expiryEpochMs()).toString());
  }

  private static long epochMs(ObjectNode document, String key) {
    JsonNode value = document.path(key);
    String text = value.isNumber() ? value.decimalValue().toPlainString() : value.stringValue("");
    return RecordingDirectives.epochMs(text)
        .orElseThrow(() -> new IllegalArgumentException(
            key + ": is no point in time (expected: seconds since 1970 or 2026-01-31T12:00:00Z)"));
  }
}
