package dev.sluice.origin.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** A private key and the certificates that belong to it, leaf first. */
record KeyMaterial(PrivateKey key, List<X509Certificate> chain) {
  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";
  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA");
  private static final int MAX_FILE_LENGTH = 1 << 20;

  /**
   * Reads both files.
   *
   * @throws IllegalArgumentException naming the setting if a file cannot be read or understood, or the two do not belong
   *     together
   */
  static KeyMaterial read(CertificateContext context) {
    String certificateKey = CertificateContext.SECTION + ".certificate";
    List<X509Certificate> chain = chain(certificateKey, context.certificate());
    PrivateKey key = key(CertificateContext.SECTION + ".key", context.key());
    if (!isPair(key, chain.get(0).getPublicKey())) {
      throw new IllegalArgumentException(certificateKey + ": " + context.certificate()
          + " (expected: the certificate of " + CertificateContext.SECTION + ".key)");
    }
    return new KeyMaterial(key, chain);
  }

  private static List<X509Certificate> chain(String setting, Path file) {
    try {
      List<X509Certificate> chain = CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(bytes(setting, file)))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (GeneralSecurityException e) {
      throw unexpected(setting, file, "PEM certificates");
    }
    throw unexpected(setting, file, "PEM certificates");
  }

  private static PrivateKey key(String setting, Path file) {
    String text = new String(bytes(setting, file), US_ASCII);
    int begin = text.indexOf(KEY_BEGIN);
    int end = text.indexOf(KEY_END, Math.max(begin, 0));
    if (begin >= 0 && end >= 0) {
      try {
        return key(Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end)));
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        // Nothing of a key goes into a message.
        throw unexpected(setting, file, "a PKCS#8 key: RSA, EC or EdDSA");
      }
    }
    throw unexpected(setting, file, KEY_BEGIN + "; openssl pkcs8 -topk8 -nocrypt makes one");
  }

  private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        continue; // the file does not say which one it is
      }
    }
    throw new InvalidKeySpecException();
  }

  private static boolean isPair(PrivateKey key, PublicKey publicKey) {
    try {
      Signature signature = Signature.getInstance(signatureAlgorithm(key));
      signature.initSign(key);
      signature.update(publicKey.getEncoded());
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(publicKey.getEncoded());
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // a key of another kind
    }
  }

  private static String signatureAlgorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }

  private static byte[] bytes(String setting, Path file) {
    try {
      if (Files.size(file) <= MAX_FILE_LENGTH) {
        return Files.readAllBytes(file);
      }
    } catch (IOException e) {
      throw unexpected(setting, file, "a file that can be read");
    }
    throw unexpected(setting, file, "at most " + MAX_FILE_LENGTH + " bytes");
  }

  private static IllegalArgumentException unexpected(String setting, Path file, String expected) {
    return new IllegalArgumentException(setting + ": " + file + " (expected: " + expected + ")");
  }
}
