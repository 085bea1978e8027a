package dev.sluice.origin.http.storage;

import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.semantics.RequestTarget;
import dev.sluice.origin.store.NamespaceSpec;
import dev.sluice.origin.store.ObjectHeader;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectSpec.Visibility;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Reads what a PUT says of its object: lifetime, type, caching, metadata. Pure functions of the request. */
final class UploadSpec {
  private static final String TTL = "ttl_seconds";
  private static final int MAX_TTL_DIGITS = 12;
  private static final int MAX_FIELD_LENGTH = 256;
  private static final int MAX_METADATA_LENGTH = 2048; // names and values together
  private static final int MAX_EXPECTED_LENGTH = 1 << 30;
  private static final String SHORT = "max-age=1";
  private static final String META_PREFIX = "mo-meta-";

  // Names that mean something to whoever is on the way, should one of them take off the prefix.
  private static final Set<String> BLOCKED = Set.of(
      "connection",
      "content-encoding",
      "content-length",
      "content-security-policy",
      "content-type",
      "clear-site-data",
      "cookie",
      "authorization",
      "host",
      "keep-alive",
      "location",
      "origin",
      "referrer-policy",
      "refresh",
      "server",
      "set-cookie",
      "strict-transport-security",
      "te",
      "trailer",
      "transfer-encoding",
      "upgrade",
      "via",
      "www-authenticate",
      "x-content-type-options",
      "x-frame-options");
  private static final List<String> BLOCKED_PREFIXES =
      List.of("access-control-", "cross-origin-", "proxy-", "sec-", "timing-allow-");

  private UploadSpec() {}

  /** Returns what the request says, or nothing if it says something that is not allowed. */
  static Optional<ObjectSpec> of(Exchange exchange, String key, NamespaceSpec limits) {
    long ttlMs = ttlMs(exchange.target(), limits);
    Optional<List<ObjectHeader>> headers = headers(exchange);
    if (ttlMs <= 0 || headers.isEmpty() || isCoded(exchange)) {
      return Optional.empty();
    }
    String type = MediaTypes.of(key, field(exchange, HttpHeaderNames.CONTENT_TYPE));
    boolean isText = MediaTypes.isPlaylist(key, type) || MediaTypes.isManifest(key, type);
    String said = field(exchange, HttpHeaderNames.CACHE_CONTROL);
    String unsaid = isText ? SHORT : "max-age=" + TimeUnit.MILLISECONDS.toSeconds(ttlMs);
    return Optional.of(new ObjectSpec(
        type,
        said.isEmpty() ? unsaid : said,
        !isText && MediaTypes.isStreamable(type) ? Visibility.GROWING : Visibility.WHOLE,
        ttlMs,
        (int) Math.max(0, Math.min(exchange.contentLength(), MAX_EXPECTED_LENGTH)),
        headers.get()));
  }

  /** Returns the lifetime in milliseconds, or 0 if it is none from a second to the namespace's longest. */
  private static long ttlMs(String target, NamespaceSpec limits) {
    Optional<String> digits = RequestTarget.parameter(target, TTL);
    if (digits.isEmpty()) {
      return limits.defaultTtlMs();
    }
    boolean isNumber = !digits.get().isEmpty()
        && digits.get().length() <= MAX_TTL_DIGITS
        && digits.get().chars().allMatch(c -> c >= '0' && c <= '9');
    long ttlMs = isNumber ? TimeUnit.SECONDS.toMillis(Long.parseLong(digits.get())) : 0;
    return ttlMs <= limits.maxTtlMs() ? ttlMs : 0;
  }

  /** Returns the metadata, or nothing if it is too much or has a name that is blocked. */
  private static Optional<List<ObjectHeader>> headers(Exchange exchange) {
    List<ObjectHeader> headers = new ArrayList<>();
    int length = 0;
    for (Map.Entry<String, String> field : exchange.headers()) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (!name.startsWith(META_PREFIX)) {
        continue;
      }
      length += name.length() + field.getValue().length();
      if (!isStorable(name, field.getValue())
          || headers.size() == ObjectSpec.MAX_HEADER_COUNT
          || length > MAX_METADATA_LENGTH) {
        return Optional.empty();
      }
      headers.add(new ObjectHeader(name, field.getValue()));
    }
    return Optional.of(headers);
  }

  private static boolean isStorable(String name, String value) {
    String bare = name.substring(META_PREFIX.length());
    return !bare.isEmpty()
        && !BLOCKED.contains(bare)
        && BLOCKED_PREFIXES.stream().noneMatch(bare::startsWith)
        && name.length() <= ObjectHeader.MAX_NAME_LENGTH
        && value.length() <= ObjectHeader.MAX_VALUE_LENGTH
        && isPrintable(value);
  }

  /** Returns whether the body is anything but the object itself, as a whole. */
  private static boolean isCoded(Exchange exchange) {
    String coding = exchange.header(HttpHeaderNames.CONTENT_ENCODING);
    return !coding.isEmpty() && !coding.equalsIgnoreCase("identity")
        || !exchange.header(HttpHeaderNames.CONTENT_RANGE).isEmpty();
  }

  /** Returns a field that may be sent back, or an empty string. */
  private static String field(Exchange exchange, CharSequence name) {
    String value = exchange.header(name).strip();
    return value.length() <= MAX_FIELD_LENGTH && isPrintable(value) ? value : "";
  }

  private static boolean isPrintable(String value) {
    return value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }
}
