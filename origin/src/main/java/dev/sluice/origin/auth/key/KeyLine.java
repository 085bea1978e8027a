package dev.sluice.origin.auth.key;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.sluice.origin.auth.token.Grant;
import dev.sluice.origin.auth.token.Role;
import dev.sluice.origin.auth.token.Scope;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** How the list writes a key: one line of JSON. A name that a later version adds is read over. */
final class KeyLine {
  private static final String ID = "id";
  private static final String ROLE = "role";
  private static final String NAMESPACE = "namespace";
  private static final String PREFIX = "prefix";
  private static final String CREATED = "created";
  private static final String EXPIRES = "expires";
  private static final String REVOKED = "revoked";

  private KeyLine() {}

  static String of(KeyRecord key) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(ID, key.grant().id());
    fields.put(ROLE, key.grant().role().claim());
    fields.put(NAMESPACE, key.grant().scope().namespace());
    fields.put(PREFIX, key.grant().scope().prefix());
    fields.put(CREATED, time(key.createdEpochMs()));
    fields.put(EXPIRES, time(key.grant().expiresEpochMs()));
    key.revokedEpochMs().ifPresent(revoked -> fields.put(REVOKED, time(revoked)));
    return JSONObjectUtils.toJSONString(fields);
  }

  /** Returns the key of a line, or empty if it is damaged. */
  static Optional<KeyRecord> parse(String line) {
    try {
      Map<String, Object> fields = JSONObjectUtils.parse(line);
      Scope scope = new Scope(text(fields, NAMESPACE), text(fields, PREFIX));
      Role role = Role.of(text(fields, ROLE)).orElseThrow(() -> damaged(ROLE));
      Grant grant = new Grant(
          text(fields, ID), /* parentId= */ "", role, scope, epochMs(text(fields, EXPIRES)));
      OptionalLong revokedEpochMs = fields.containsKey(REVOKED)
          ? OptionalLong.of(epochMs(text(fields, REVOKED)))
          : OptionalLong.empty();
      return Optional.of(new KeyRecord(grant, epochMs(text(fields, CREATED)), revokedEpochMs));
    } catch (ParseException
        | IllegalArgumentException
        | DateTimeException
        | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static String text(Map<String, Object> fields, String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw damaged(name);
  }

  private static IllegalArgumentException damaged(String name) {
    return new IllegalArgumentException(name);
  }

  private static String time(long epochMs) {
    return Instant.ofEpochMilli(epochMs).toString();
  }

  private static long epochMs(String time) {
    return Instant.parse(time).toEpochMilli();
  }
}
