package dev.sluice.origin.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A certificate that signs itself, and its key, in two PEM files that can be written anew. */
public final class PemFiles {
  public final Path certificate;
  public final Path key;

  public PemFiles(Path directory) {
    certificate = directory.resolve("certificate.pem");
    key = directory.resolve("key.pem");
  }

  /** Makes a certificate for localhost. */
  public static X509Bundle bundle(String name) {
    try {
      return new CertificateBuilder()
          .ecp256()
          .subject("CN=" + name)
          .addSanDnsName("localhost")
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public PemFiles write(X509Bundle bundle) {
    return write(bundle.getCertificatePathPEM(), bundle.getPrivateKeyPEM());
  }

  public PemFiles write(String certificateText, String keyText) {
    try {
      Files.writeString(certificate, certificateText);
      Files.writeString(key, keyText);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public CertificateContext context() {
    return new CertificateContext().certificate(certificate).key(key);
  }
}
