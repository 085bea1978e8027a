package dev.sluice.origin.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.agrona.concurrent.EpochClock;

/**
 * Says what tokens give. The algorithm of the header only chooses between keys that each have one algorithm of their
 * own: HS256 is this instance's secret, everything else a key of the external issuer, if there is one.
 *
 * <p>Any thread; never blocks. A token that was valid once costs one hash from then on, until the issuer withdraws a
 * key. What is not valid is not remembered: it costs a signature each time, and its sender's connection has limits of its
 * own.
 */
public final class TokenVerifier {
  private final LocalTokens local;
  private final Optional<ExternalTokens> external;
  private final EpochClock clock;
  private final GrantCache cache;
  private final LongAdder verified = new LongAdder();
  private final LongAdder cacheHits = new LongAdder();

  /**
   * Makes a verifier.
   *
   * @param cacheEntryCount tokens that are remembered, a power of two and at least 8
   */
  public TokenVerifier(
      LocalTokens local, Optional<ExternalTokens> external, EpochClock clock, int cacheEntryCount) {
    this.local = local;
    this.external = external;
    this.clock = clock;
    cache = new GrantCache(cacheEntryCount);
  }

  /** Returns what a token gives at this moment, or why nothing; knows nothing about revocations. */
  public Verdict verify(String token) {
    TokenHash hash = TokenHash.current();
    if (!hash.take(token)) {
      return TokenRefusal.MALFORMED;
    }
    long nowEpochMs = clock.time();
    long generation = external.isPresent() ? external.get().generation() : 0;
    Grant known = cache.find(hash, generation, nowEpochMs);
    if (known != null) {
      cacheHits.increment();
      return nowEpochMs < known.expiresEpochMs() ? known : TokenRefusal.EXPIRED;
    }
    Verdict verdict = verify(token, nowEpochMs);
    if (verdict instanceof Grant grant) {
      verified.increment();
      cache.add(hash, grant, generation, nowEpochMs);
    }
    return verdict;
  }

  /** Returns how many tokens were found valid by their signature. */
  public long verified() {
    return verified.sum();
  }

  /** Returns how many tokens were known already. */
  public long cacheHits() {
    return cacheHits.sum();
  }

  /**
   * Verifies what nobody has vouched for yet. The library answers most malformed text with a checked exception and some
   * with an unchecked one, which must not reach the thread of the connection that sent it.
   */
  @SuppressWarnings("checkstyle:IllegalCatch")
  private Verdict verify(String text, long nowEpochMs) {
    try {
      return verify(SignedJWT.parse(text), nowEpochMs);
    } catch (ParseException | RuntimeException e) {
      return TokenRefusal.MALFORMED;
    } catch (JOSEException e) {
      return TokenRefusal.SIGNATURE;
    }
  }

  private Verdict verify(SignedJWT token, long nowEpochMs) throws ParseException, JOSEException {
    JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
    if (LocalTokens.ALGORITHM.equals(algorithm)) {
      return local.isSigned(token)
          ? Claims.judge(token.getJWTClaimsSet(), nowEpochMs)
          : TokenRefusal.SIGNATURE;
    }
    return external.isPresent() ? external.get().verify(token, nowEpochMs) : TokenRefusal.ALGORITHM;
  }
}
