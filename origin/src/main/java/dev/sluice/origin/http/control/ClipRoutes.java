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
import dev.sluice.origin.live.dvr.RecordingQuery;
import dev.sluice.origin.live.dvr.Recordings;
import dev.sluice.origin.store.OriginStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes clips of what channels have recorded, for whoever may write what they serve. */
final class ClipRoutes implements RequestHandler {
  static final String PATH = "/api/v1/channels";

  private static final String METHODS = "POST, OPTIONS";
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
    String channel = rest.endsWith(CLIPS) ? rest.substring(0, rest.length() - CLIPS.length()) : "";
    String method = exchange.method().name();
    if (channel.isEmpty() || channel.indexOf('/') >= 0) {
      exchange.send(HttpError.NOT_FOUND);
    } else if (method.equals("OPTIONS")) {
      exchange.sendOptions(METHODS);
    } else if (!method.equals("POST")) {
      exchange.sendMethodNotAllowed(METHODS);
    } else if (permissions.check(
        exchange,
        Permission.WRITE,
        OriginStore.LIVE,
        channel + "/" + Recordings.CLIP_PREFIX,
        Credential.of(exchange))) {
      JsonBody.receive(exchange, body -> make(exchange, channel, JsonPages.read(body)));
    }
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
    Optional<String> key = recordings.clip(channel, name, cut, keptMs);
    if (key.isEmpty()) {
      exchange.send(HttpError.NOT_FOUND);
    } else {
      exchange.send(JsonPages.page(
          201,
          JsonPages.object().put("name", name).put("playlist", LiveRoutes.PATH + "/" + key.get())));
    }
  }

  private static long epochMs(ObjectNode document, String key) {
    JsonNode value = document.path(key);
    String text = value.isNumber() ? value.decimalValue().toPlainString() : value.stringValue("");
    return RecordingDirectives.epochMs(text)
        .orElseThrow(() -> new IllegalArgumentException(
            key + ": is no point in time (expected: seconds since 1970 or 2026-01-31T12:00:00Z)"));
  }
}
