package dev.sluice.origin.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** What a JSON Web Key (RFC 7517 §4) can verify. Its type decides, so that no header can choose another algorithm. */
final class IssuerKey {
  /** RFC 7518 §3.3: a key of size 2048 bits or larger MUST be used. */
  private static final int RSA_BITS_MIN = 2048;

  private IssuerKey() {}

  /** Returns what verifies signatures of an algorithm with a key, or empty if it is no key for that. */
  static Optional<JWSVerifier> verifier(JWK key, JWSAlgorithm algorithm) {
    if (!isFor(key, algorithm)) {
      return Optional.empty();
    }
    try {
      if (algorithm.equals(JWSAlgorithm.RS256) && key instanceof RSAKey rsa) {
        return rsa.size() < RSA_BITS_MIN ? Optional.empty() : Optional.of(new RSASSAVerifier(rsa));
      }
      if (algorithm.equals(JWSAlgorithm.ES256)
          && key instanceof ECKey ec
          && ec.getCurve().equals(Curve.P_256)) {
        return Optional.of(new ECDSAVerifier(ec));
      }
      if (algorithm.equals(JWSAlgorithm.EdDSA)
          && key instanceof OctetKeyPair octets
          && octets.getCurve().equals(Curve.Ed25519)) {
        return Optional.of(new EdwardsVerifier(octets.getDecodedX()));
      }
      return Optional.empty();
    } catch (JOSEException | GeneralSecurityException e) {
      // A key that makes no sense verifies nothing.
      return Optional.empty();
    }
  }

  private static boolean isFor(JWK key, JWSAlgorithm algorithm) {
    return (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
        && (key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm))
        && (key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY));
  }
}
