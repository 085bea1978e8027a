package dev.sluice.origin.tls;

import dev.sluice.origin.Checks;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Settings of one pair of certificate and key.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><th>setting</th><th>unit</th><th>default</th><th>range</th></tr>
 * <tr><td>checkIntervalNs</td><td>ns</td><td>2 s</td><td>10 ms to 1 h</td></tr>
 * </table>
 */
public final class CertificateContext {
  /** Section of the configuration that messages name. */
  static final String SECTION = "https";

  private static final long INTERVAL_MIN_NS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long INTERVAL_MAX_NS = TimeUnit.HOURS.toNanos(1);

  private Path certificate;
  private Path key;
  private boolean isOpenSslAllowed = true;
  private long checkIntervalNs = TimeUnit.SECONDS.toNanos(2);
  private NanoClock nanoClock = SystemNanoClock.INSTANCE;
  private boolean isConcluded;

  /** Sets the PEM file with the certificate and, behind it, those that lead to its root; there is no default. */
  public CertificateContext certificate(Path value) {
    Checks.notConcluded(isConcluded);
    certificate = value;
    return this;
  }

  /** Returns the PEM file with the certificates. */
  public Path certificate() {
    return certificate;
  }

  /** Sets the PEM file with the private key, PKCS#8 and not encrypted; there is no default. */
  public CertificateContext key(Path value) {
    Checks.notConcluded(isConcluded);
    key = value;
    return this;
  }

  /** Returns the PEM file with the private key. */
  public Path key() {
    return key;
  }

  /** Sets whether OpenSSL may be used where there is one. */
  public CertificateContext openSslAllowed(boolean value) {
    Checks.notConcluded(isConcluded);
    isOpenSslAllowed = value;
    return this;
  }

  /** Returns whether OpenSSL may be used where there is one. */
  public boolean isOpenSslAllowed() {
    return isOpenSslAllowed;
  }

  /** Sets how often the files are looked at. */
  public CertificateContext checkIntervalNs(long value) {
    Checks.notConcluded(isConcluded);
    checkIntervalNs = value;
    return this;
  }

  /** Returns how often the files are looked at. */
  public long checkIntervalNs() {
    return checkIntervalNs;
  }

  /** Sets the clock of the looks. */
  public CertificateContext nanoClock(NanoClock value) {
    Checks.notConcluded(isConcluded);
    nanoClock = value;
    return this;
  }

  /** Returns the clock of the looks. */
  public NanoClock nanoClock() {
    return nanoClock;
  }

  /**
   * Checks the settings and freezes them.
   *
   * @throws IllegalArgumentException if one is out of its range
   * @throws NullPointerException if one is missing
   */
  public CertificateContext conclude() {
    Objects.requireNonNull(certificate, SECTION + ".certificate");
    Objects.requireNonNull(key, SECTION + ".key");
    Objects.requireNonNull(nanoClock, SECTION + ".nano_clock");
    Checks.range(checkIntervalNs, INTERVAL_MIN_NS, INTERVAL_MAX_NS, SECTION + ".check_interval");
    isConcluded = true;
    return this;
  }
}
