package dev.sluice.origin.auth.token;

import java.net.URI;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who else may sign tokens.
 *
 * @param jwksUri where its keys are (RFC 7517 §5): {@code https}, or {@code http} on loopback
 * @param issuer the claim {@code iss}, exactly
 * @param audience one of the values of the claim {@code aud}
 * @param algorithms some of {@code RS256}, {@code ES256} and {@code EdDSA}
 */
public record ExternalIssuer(URI jwksUri, String issuer, String audience, Set<String> algorithms) {
  /** Every algorithm that can be allowed. */
  public static final Set<String> ALGORITHMS = Set.of("RS256", "ES256", "EdDSA");

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException naming the setting, its value and what was expected
   */
  public ExternalIssuer {
    boolean isSafe = "https".equals(jwksUri.getScheme())
        || ("http".equals(jwksUri.getScheme())
            && LOOPBACK.contains(String.valueOf(jwksUri.getHost())));
    if (!isSafe || jwksUri.getHost() == null) {
      throw new IllegalArgumentException(
          "tokens.jwks_url: " + jwksUri + " (expected: https://…, or http:// on loopback)");
    }
    checkNotBlank(issuer, "tokens.issuer");
    checkNotBlank(audience, "tokens.audience");
    if (algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms)) {
      throw new IllegalArgumentException("tokens.algorithms: " + algorithms
          + " (expected: one or more of " + new TreeSet<>(ALGORITHMS) + ")");
    }
    algorithms = Set.copyOf(algorithms);
  }

  private static void checkNotBlank(String value, String name) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + ": nothing (expected: a text)");
    }
  }
}
