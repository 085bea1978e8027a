package dev.sluice.origin.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Optional;
import org.agrona.concurrent.NanoClock;

/**
 * The tokens of an external issuer.
 *
 * <p>Whoever verifies never waits for the network: a token whose key is not known is refused, and the keys are fetched
 * in the background, so that the same token is valid a moment later. Keys are fetched at the start and kept fresh, so
 * that this happens when an issuer signs with a key before it has been published for some minutes, and not otherwise.
 */
public final class ExternalTokens implements AutoCloseable {
  private final ExternalIssuer issuer;
  private final IssuerKeys keys;

  private ExternalTokens(ExternalIssuer issuer, IssuerKeys keys) {
    this.issuer = issuer;
    this.keys = keys;
  }

  /** Starts to fetch the issuer's keys, on a thread of its own. */
  public static ExternalTokens launch(ExternalIssuer issuer, NanoClock clock) {
    ExternalTokens tokens = new ExternalTokens(issuer, IssuerKeys.launch(issuer, clock));
    tokens.keys.keepFresh();
    return tokens;
  }

  /** Has the keys looked at again if it is time for that. Called by the {@code house} thread; does not block. */
  public void keepFresh() {
    keys.keepFresh();
  }

  /** Returns how many keys are known. */
  public int keyCount() {
    return keys.count();
  }

  /** Returns how many times the keys could not be had. */
  public long failures() {
    return keys.failures();
  }

  /** Ends the thread; has no effect the second time. */
  @Override
  public void close() {
    keys.close();
  }

  /** Returns a number that rises when a token that was valid may be so no more. Any thread; read before verifying. */
  long generation() {
    return keys.generation();
  }

  Verdict verify(SignedJWT token, long nowEpochMs) throws ParseException, JOSEException {
    JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
    if (!issuer.algorithms().contains(algorithm.getName())) {
      return TokenRefusal.ALGORITHM;
    }
    String keyId = token.getHeader().getKeyID();
    if (keyId == null) {
      return TokenRefusal.UNKNOWN_KEY;
    }
    Optional<JWSVerifier> key = keys.find(keyId, algorithm);
    if (key.isEmpty()) {
      keys.request(keyId);
      return TokenRefusal.UNKNOWN_KEY;
    }
    return token.verify(key.get())
        ? judge(token.getJWTClaimsSet(), nowEpochMs)
        : TokenRefusal.SIGNATURE;
  }

  private Verdict judge(JWTClaimsSet claims, long nowEpochMs) {
    boolean isMeant = issuer.issuer().equals(claims.getIssuer())
        && claims.getAudience().contains(issuer.audience());
    return isMeant ? Claims.judgeForeign(claims, nowEpochMs) : TokenRefusal.ISSUER;
  }
}
