package dev.sluice.origin.auth.token;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the claims of a token (RFC 7519 §4) mean here. Trusts the signature, not the values. */
final class Claims {
  /** How far the clock of an issuer may be ahead of ours. */
  static final long CLOCK_SKEW_MS = TimeUnit.SECONDS.toMillis(30);

  private static final String ROLE = "role";
  private static final String NAMESPACE = "namespace";
  private static final String PREFIX = "prefix";
  private static final String PARENT = "parent";

  private Claims() {}

  /** Returns the claims of a grant. */
  static Map<String, Object> of(Grant grant, long issuedEpochMs) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("jti", grant.id());
    claims.put(ROLE, grant.role().claim());
    putUnlessEmpty(claims, NAMESPACE, grant.scope().namespace());
    putUnlessEmpty(claims, PREFIX, grant.scope().prefix());
    putUnlessEmpty(claims, PARENT, grant.parentId());
    claims.put("iat", TimeUnit.MILLISECONDS.toSeconds(issuedEpochMs));
    claims.put("exp", TimeUnit.MILLISECONDS.toSeconds(grant.expiresEpochMs()));
    return claims;
  }

  /**
   * Returns what the claims of another issuer give, or why they give nothing. When it says that it issued them may tell that
   * its clock is ahead; of what this instance has issued it tells only that its own was put back.
   */
  static Verdict judgeForeign(JWTClaimsSet claims, long nowEpochMs) {
    Verdict verdict = judge(claims, nowEpochMs);
    return verdict instanceof Grant && isAhead(claims.getIssueTime(), nowEpochMs)
        ? TokenRefusal.NOT_YET_VALID
        : verdict;
  }

  /** Returns what the claims give, or why they give nothing. */
  static Verdict judge(JWTClaimsSet claims, long nowEpochMs) {
    Date expires = claims.getExpirationTime();
    if (expires == null) {
      return TokenRefusal.CLAIMS;
    }
    if (nowEpochMs >= expires.getTime()) {
      return TokenRefusal.EXPIRED;
    }
    if (isAhead(claims.getNotBeforeTime(), nowEpochMs)) {
      return TokenRefusal.NOT_YET_VALID;
    }
    String id = claims.getJWTID();
    return grant(claims.getClaims(), id == null ? "" : id, expires.getTime());
  }

  private static Verdict grant(Map<String, Object> claims, String id, long expiresEpochMs) {
    Optional<Role> role = text(claims, ROLE).flatMap(Role::of);
    Optional<String> namespace = text(claims, NAMESPACE);
    Optional<String> prefix = text(claims, PREFIX);
    Optional<String> parentId = text(claims, PARENT);
    if (role.isEmpty() || namespace.isEmpty() || prefix.isEmpty() || parentId.isEmpty()) {
      return TokenRefusal.CLAIMS;
    }
    try {
      Scope scope = Scope.of(namespace.get(), prefix.get());
      return new Grant(id, parentId.get(), role.get(), scope, expiresEpochMs);
    } catch (IllegalArgumentException e) {
      return TokenRefusal.CLAIMS;
    }
  }

  /**
   * Returns a claim, an empty text if there is none, or nothing if it is there but says nothing: a limit that cannot be
   * read is not the same as no limit.
   */
  private static Optional<String> text(Map<String, Object> claims, String name) {
    if (!claims.containsKey(name)) {
      return Optional.of("");
    }
    return claims.get(name) instanceof String text && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  private static boolean isAhead(Date time, long nowEpochMs) {
    return time != null && time.getTime() > nowEpochMs + CLOCK_SKEW_MS;
  }

  private static void putUnlessEmpty(Map<String, Object> claims, String name, String value) {
    if (!value.isEmpty()) {
      claims.put(name, value);
    }
  }
}
