package dev.sluice.origin.auth;

import dev.sluice.origin.auth.Authorizer.Decision;
import dev.sluice.origin.auth.token.Grant;
import dev.sluice.origin.auth.token.LocalTokens;
import dev.sluice.origin.auth.token.Role;
import dev.sluice.origin.auth.token.Scope;
import java.time.Duration;
import java.util.Optional;
import org.agrona.concurrent.EpochClock;

/**
 * Issues what is part of what the key has: no role that can do more, no namespace and no prefix beyond, no end that is
 * later. An admin's token is never issued, and what was issued issues nothing: whoever revokes a key ends all that came
 * of it.
 */
final class Attenuation implements TokenIssuer {
  private static final String ID_PREFIX = "t_";

  private final Credentials credentials;
  private final LocalTokens tokens;
  private final EpochClock clock;

  Attenuation(Credentials credentials, LocalTokens tokens, EpochClock clock) {
    this.credentials = credentials;
    this.tokens = tokens;
    this.clock = clock;
  }

  @Override
  public Issue issue(String credential, Request wanted) {
    if (credential.isEmpty()) {
      credentials.counters().onMissing();
      return refused(Decision.UNAUTHENTICATED);
    }
    if (!(credentials.check(credential) instanceof Grant key)) {
      return refused(Decision.UNAUTHENTICATED);
    }
    long nowEpochMs = clock.time();
    Optional<Grant> part = part(key, wanted, nowEpochMs);
    if (part.isEmpty()) {
      credentials.counters().onForbidden();
      return refused(Decision.FORBIDDEN);
    }
    credentials.counters().onIssued();
    String token = tokens.sign(part.get(), nowEpochMs);
    return new Issue(Decision.ALLOWED, Optional.of(new IssuedToken(token, part.get())));
  }

  private static Optional<Grant> part(Grant key, Request wanted, long nowEpochMs) {
    boolean isKey = !key.id().isEmpty() && key.parentId().isEmpty();
    long expiresEpochMs = expiry(key, wanted.lifetime(), nowEpochMs);
    if (!isKey || !mayGive(key.role(), wanted.role()) || expiresEpochMs > key.expiresEpochMs()) {
      return Optional.empty();
    }
    return key.scope()
        .narrowed(Scope.of(wanted.namespace(), wanted.prefix()))
        .map(scope ->
            new Grant(Grant.newId(ID_PREFIX), key.id(), wanted.role(), scope, expiresEpochMs));
  }

  private static long expiry(Grant key, Optional<Duration> lifetime, long nowEpochMs) {
    return lifetime.isPresent()
        ? Grant.expiry(nowEpochMs, lifetime.get())
        : Math.min(Grant.expiry(nowEpochMs, LIFETIME_DEFAULT), key.expiresEpochMs());
  }

  private static boolean mayGive(Role key, Role wanted) {
    return switch (key) {
      case ADMIN -> wanted != Role.ADMIN;
      case READWRITE -> wanted == Role.READWRITE || wanted == Role.READONLY;
      case READONLY, PUBLISH -> false;
    };
  }

  private static Issue refused(Decision decision) {
    return new Issue(decision, Optional.empty());
  }
}
