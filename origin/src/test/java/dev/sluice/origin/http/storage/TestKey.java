package dev.sluice.origin.http.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.origin.auth.token.Role;
import dev.sluice.origin.auth.token.Scope;
import java.util.Base64;

/** A key as somebody may present it. */
record TestKey(State state, Reach reach, Role role, String token) {

  /** What it is worth. */
  enum State {
    GOOD,
    EXPIRED,
    REVOKED,
    MALFORMED,
    SIGNED_BY_ANOTHER
  }

  /** How far it reaches, in the order of the columns. */
  enum Reach {
    EVERYTHING("", ""),
    OWN("own", ""),
    OWN_IN("own", "in");

    final Scope scope;

    Reach(String namespace, String prefix) {
      scope = new Scope(namespace, prefix);
    }
  }

  /** How it is presented. */
  enum Way {
    AUTHORIZATION,
    BEARER,
    BASIC,
    QUERY;

    String target(String target, String token) {
      return this == QUERY
          ? target + (target.indexOf('?') < 0 ? "?token=" : "&token=") + token
          : target;
    }

    String field(String token) {
      return switch (this) {
        case AUTHORIZATION -> "Authorization: " + token;
        case BEARER -> "Authorization: Bearer " + token;
        case BASIC -> "Authorization: Basic " + base64("encoder:" + token);
        case QUERY -> "X-Nothing: x";
      };
    }
  }

  /** Returns the column of the statuses that it has. */
  int column() {
    return state == State.GOOD
        ? reach.ordinal() * Role.values().length + role.ordinal()
        : Reach.values().length * Role.values().length;
  }

  @Override
  public String toString() {
    return state + " " + role + " of " + reach;
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
