package dev.sluice.origin.auth;

import dev.sluice.origin.auth.Authorizer.Decision;
import dev.sluice.origin.auth.token.Grant;
import dev.sluice.origin.auth.token.Role;
import dev.sluice.origin.auth.token.Scope;
import java.time.Duration;
import java.util.Optional;

/**
 * Gives short-lived tokens to whoever has an admin or readwrite key, never more than the key itself has.
 *
 * <p>Any thread; does not block. A token dies with the key that issued it.
 */
public interface TokenIssuer {
  /** Shortest lifetime of such a token. */
  Duration LIFETIME_MIN = Duration.ofSeconds(1);

  /** Longest lifetime of such a token. */
  Duration LIFETIME_MAX = Duration.ofHours(24);

  /** Lifetime when none is asked for and the key lives long enough. */
  Duration LIFETIME_DEFAULT = Duration.ofHours(1);

  /**
   * Issues a token, or says why not: {@link Decision#UNAUTHENTICATED} if the credential is not valid,
   * {@link Decision#FORBIDDEN} if it may not issue, or not this.
   *
   * @param credential the key that was presented, empty if none
   */
  Issue issue(String credential, Request wanted);

  /**
   * What is asked for.
   *
   * @param namespace empty for what the key reaches
   * @param prefix empty for what the key reaches
   * @param lifetime {@link #LIFETIME_MIN} to {@link #LIFETIME_MAX}; empty for the default or the rest of the key's
   *     lifetime, whichever is less
   */
  record Request(Role role, String namespace, String prefix, Optional<Duration> lifetime) {
    /**
     * Checks what is asked for.
     *
     * @throws IllegalArgumentException if a field is malformed; the message names it and may be shown to the peer
     */
    public Request {
      Scope.of(namespace, prefix);
      lifetime.ifPresent(Request::check);
    }

    private static void check(Duration lifetime) {
      if (lifetime.compareTo(LIFETIME_MIN) < 0 || lifetime.compareTo(LIFETIME_MAX) > 0) {
        throw new IllegalArgumentException("lifetime: " + lifetime.toSeconds() + " s (expected: "
            + LIFETIME_MIN.toSeconds() + " to " + LIFETIME_MAX.toSeconds() + ")");
      }
    }
  }

  /**
   * The answer.
   *
   * @param token there if and only if {@code decision} is {@link Decision#ALLOWED}
   */
  record Issue(Decision decision, Optional<IssuedToken> token) {}

  /**
   * A token and what it gives.
   *
   * @param token the secret: for the peer that asked, never for a log
   */
  record IssuedToken(String token, Grant grant) {
    @Override
    public String toString() {
      return "IssuedToken[" + grant + "]";
    }
  }
}
