package dev.sluice.origin.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Set;

/** Verifies Ed25519 signatures (RFC 8037 §3.1) with the platform's own implementation. Any thread. */
final class EdwardsVerifier extends BaseJWSProvider implements JWSVerifier {
  private static final String ALGORITHM = "Ed25519";
  private static final int KEY_LENGTH = 32;

  /** SubjectPublicKeyInfo of id-Ed25519 up to the key's bytes (RFC 8410 §4). */
  private static final byte[] KEY_INFO = HexFormat.of().parseHex("302a300506032b6570032100");

  private final PublicKey key;

  /** Takes the 32 bytes of a public key. */
  EdwardsVerifier(byte[] encoded) throws GeneralSecurityException, JOSEException {
    super(Set.of(JWSAlgorithm.EdDSA));
    if (encoded.length != KEY_LENGTH) {
      throw new JOSEException("x: " + encoded.length + " bytes (expected: " + KEY_LENGTH + ")");
    }
    byte[] info = new byte[KEY_INFO.length + KEY_LENGTH];
    System.arraycopy(KEY_INFO, 0, info, 0, KEY_INFO.length);
    System.arraycopy(encoded, 0, info, KEY_INFO.length, KEY_LENGTH);
    key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(info));
  }

  @Override
  public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) throws JOSEException {
    // RFC 7515 §4.1.11: extensions that are not understood make a signature invalid.
    if (header.getCriticalParams() != null || !JWSAlgorithm.EdDSA.equals(header.getAlgorithm())) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature.decode());
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new JOSEException(e.getMessage(), e);
    }
  }
}
