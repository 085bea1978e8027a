package dev.sluice.origin.http.control;

import dev.sluice.origin.auth.TokenIssuer;
import dev.sluice.origin.auth.TokenIssuer.Issue;
import dev.sluice.origin.auth.TokenIssuer.IssuedToken;
import dev.sluice.origin.auth.token.Grant;
import dev.sluice.origin.auth.token.Role;
import dev.sluice.origin.http.Credential;
import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.Permissions;
import dev.sluice.origin.http.RequestHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Issues short-lived tokens to whoever presents a key that may give them. */
final class TokenRoutes implements RequestHandler {
  static final String PATH = "/api/v1/tokens";

  private static final String METHODS = "POST, OPTIONS";
  private static final String ROLE = "role";
  private static final String NAMESPACE = "namespace";
  private static final String PREFIX = "prefix";
  private static final String EXPIRES = "expires";
  private static final long UNSET = -1;

  private final TokenIssuer issuer;

  TokenRoutes(TokenIssuer issuer) {
    this.issuer = issuer;
  }

  @Override
  public void handle(Exchange exchange, String path) {
    String method = exchange.method().name();
    if (method.equals("OPTIONS")) {
      exchange.sendOptions(METHODS);
    } else if (method.equals("POST")) {
      String key = Credential.of(exchange).token();
      JsonBody.receive(exchange, body -> issue(exchange, key, body));
    } else {
      exchange.sendMethodNotAllowed(METHODS);
    }
  }

  private void issue(Exchange exchange, String key, byte[] body) {
    Issue issue = issuer.issue(key, request(body));
    Optional<IssuedToken> issued = issue.token();
    if (issued.isEmpty()) {
      exchange.send(Permissions.error(issue.decision()));
      return;
    }
    Grant grant = issued.get().grant();
    exchange.send(JsonPages.page(
        201,
        JsonPages.object()
            .put("token", issued.get().token())
            .put("id", grant.id())
            .put(ROLE, grant.role().claim())
            .put(NAMESPACE, grant.scope().namespace())
            .put(PREFIX, grant.scope().prefix())
            .put(EXPIRES, Instant.ofEpochMilli(grant.expiresEpochMs()).toString())));
  }

  private static TokenIssuer.Request request(byte[] body) {
    JsonValues values =
        new JsonValues(JsonPages.read(body), List.of(ROLE, NAMESPACE, PREFIX, EXPIRES));
    long lifetimeMs = values.durationMs(EXPIRES, UNSET);
    Role role = Role.of(values.text(ROLE, Role.READONLY.claim()))
        .orElseThrow(() -> new IllegalArgumentException(
            ROLE + ": is not known (expected: readonly, readwrite, publish or admin)"));
    return new TokenIssuer.Request(
        role,
        values.text(NAMESPACE, ""),
        values.text(PREFIX, ""),
        lifetimeMs == UNSET ? Optional.empty() : Optional.of(Duration.ofMillis(lifetimeMs)));
  }
}
