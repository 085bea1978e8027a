package dev.sluice.origin.auth;

import dev.sluice.origin.auth.key.Revocations;
import dev.sluice.origin.auth.token.Grant;
import dev.sluice.origin.auth.token.TokenRefusal;
import dev.sluice.origin.auth.token.TokenVerifier;
import dev.sluice.origin.auth.token.Verdict;

/** Finds what a token gives now: valid by its signature and its time, and not revoked. Counts what is not. */
record Credentials(TokenVerifier verifier, Revocations revocations, AuthorityCounters counters) {
  Verdict check(String token) {
    Verdict verdict = verifier.verify(token);
    if (verdict instanceof Grant grant && !revocations.isRevoked(grant)) {
      return grant;
    }
    TokenRefusal refusal = verdict instanceof TokenRefusal reason ? reason : TokenRefusal.REVOKED;
    counters.onInvalid(refusal);
    return refusal;
  }
}
