package dev.sluice.ingest.gateway.settings;

import dev.sluice.origin.auth.token.ExternalIssuer;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** Tokens, and who else signs some: section {@code tokens}. */
public record TokenSettings(
    @Setting Optional<String> issuer,
    @Setting Optional<URI> jwksUrl,
    @Setting Optional<String> audience,
    @Setting("RS256,ES256,EdDSA") String algorithms,
    @Setting(value = "16384", min = "64", max = "1048576") int cacheEntries) {
  private static final String TOGETHER = "issuer, jwks_url and audience, or none of them";

  /** Checks that an issuer is described as a whole. */
  public TokenSettings {
    if (!ExternalIssuer.ALGORITHMS.containsAll(Set.of(algorithms.split(",")))) {
      throw new SettingConflictException(
          "algorithms", "some of RS256, ES256 and EdDSA, with commas between them");
    }
    if (Integer.bitCount(cacheEntries) != 1) {
      throw new SettingConflictException("cache_entries", "a power of two");
    }
    boolean isIssuer = issuer.isPresent() && jwksUrl.isPresent() && audience.isPresent();
    if (!isIssuer) {
      checkAbsent("issuer", issuer);
      checkAbsent("jwks_url", jwksUrl);
      checkAbsent("audience", audience);
    } else {
      checkIssuer(jwksUrl.get(), issuer.get(), audience.get(), algorithms);
    }
  }

  /** Returns who else signs tokens. */
  public Optional<ExternalIssuer> external() {
    return issuer.map(
        name -> external(jwksUrl.orElseThrow(), name, audience.orElseThrow(), algorithms));
  }

  private static void checkAbsent(String key, Optional<?> value) {
    if (value.isPresent()) {
      throw new SettingConflictException(key, TOGETHER);
    }
  }

  private static void checkIssuer(URI jwksUrl, String issuer, String audience, String algorithms) {
    try {
      external(jwksUrl, issuer, audience, algorithms);
    } catch (IllegalArgumentException e) {
      throw new SettingConflictException(
          "jwks_url", "https://HOST/… or http:// on loopback, with an issuer and an audience");
    }
  }

  private static ExternalIssuer external(
      URI jwksUrl, String issuer, String audience, String algorithms) {
    return new ExternalIssuer(jwksUrl, issuer, audience, Set.of(algorithms.split(",")));
  }
}
