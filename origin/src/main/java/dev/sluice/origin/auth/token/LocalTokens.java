package dev.sluice.origin.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;

/** The tokens that this instance signs with its own secret, HS256 (RFC 7518 §3.2). Any thread. */
public final class LocalTokens {
  /** Fewest bytes of a secret: those of the hash (RFC 7518 §3.2). */
  public static final int SECRET_LENGTH_MIN = 32;

  static final JWSAlgorithm ALGORITHM = JWSAlgorithm.HS256;

  private static final JWSHeader HEADER =
      new JWSHeader.Builder(ALGORITHM).type(JOSEObjectType.JWT).build();

  private final MACSigner signer;
  private final MACVerifier verifier;

  /**
   * Makes tokens of a secret.
   *
   * @param secret at least {@value #SECRET_LENGTH_MIN} bytes
   * @throws IllegalArgumentException if it is shorter
   */
  public LocalTokens(byte[] secret) {
    try {
      signer = new MACSigner(secret);
      verifier = new MACVerifier(secret);
    } catch (JOSEException e) {
      throw new IllegalArgumentException(
          "secret: " + secret.length + " bytes (expected: at least " + SECRET_LENGTH_MIN + ")", e);
    }
  }

  /** Returns the token of a grant: a secret. */
  public String sign(Grant grant, long issuedEpochMs) {
    JWSObject token = new JWSObject(HEADER, new Payload(Claims.of(grant, issuedEpochMs)));
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      // HMAC with SHA-256 is in every Java platform (javax.crypto.Mac).
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  /** Returns whether the signature is right. */
  boolean isSigned(SignedJWT token) throws JOSEException {
    return token.verify(verifier);
  }
}
