package dev.sluice.ingest.gateway.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The listener for HTTP over TLS: section {@code https}. Without a certificate there is none. */
public record HttpsSettings(
    @Setting(":8443") HostPort listen,
    @Setting Optional<Path> certificate,
    @Setting Optional<Path> key,
    @Setting("true") boolean openssl,
    @Setting(value = "2s", min = "10ms", max = "1h") Duration checkInterval) {
  /** Checks that a certificate comes with its key. */
  public HttpsSettings {
    if (certificate.isPresent() && key.isEmpty()) {
      throw new SettingConflictException("key", "a file, since there is a certificate");
    }
    if (key.isPresent() && certificate.isEmpty()) {
      throw new SettingConflictException("certificate", "a file, since there is a key");
    }
  }
}
