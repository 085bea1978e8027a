package dev.sluice.origin.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Allows publishing to whoever knows the key, and nothing else.
 *
 * <p>Both sides are hashed before they are compared, so that neither the length nor the contents of the key show in the
 * time that the answer takes.
 */
final class KeyAuthorizer implements Authorizer {
  private static final String ALGORITHM = "SHA-256";

  private final byte[] keyHash;

  KeyAuthorizer(String key) {
    this.keyHash = hash(key);
  }

  @Override
  public Decision decide(Permission permission, String namespace, String key, String credential) {
    if (!MessageDigest.isEqual(keyHash, hash(credential))) {
      return Decision.UNAUTHENTICATED;
    }
    return permission == Permission.PUBLISH ? Decision.ALLOWED : Decision.FORBIDDEN;
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance(ALGORITHM).digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform has it (java.security.MessageDigest).
      throw new IllegalStateException(e);
    }
  }
}
