package dev.sluice.origin.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalIssuerTest {
  private static final String URL = "https://issuer.example/keys";

  @ParameterizedTest
  @ValueSource(strings = {URL, "http://127.0.0.1:8000/k", "http://localhost/k", "http://[::1]/k"})
  void shouldTakeUrlsThatNobodyCanChangeOnTheWay(String url) {
    assertThat(issuer(url, "i", "a", "RS256").jwksUri()).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://issuer.example/keys", "file:///keys", "https:keys", "keys", "ftp://h/"})
  void shouldRefuseOtherUrls(String url) {
    assertThatThrownBy(() -> issuer(url, "i", "a", "RS256"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tokens.jwks_url: " + url + " (expected: https://…, or http:// on loopback)");
  }

  @Test
  void shouldSayWhichSettingIsWrong() {
    assertThatThrownBy(() -> issuer(URL, " ", "a", "RS256"))
        .hasMessage("tokens.issuer: nothing (expected: a text)");
    assertThatThrownBy(() -> issuer(URL, "i", "", "RS256"))
        .hasMessage("tokens.audience: nothing (expected: a text)");
    assertThatThrownBy(() -> issuer(URL, "i", "a", "HS256"))
        .hasMessage("tokens.algorithms: [HS256] (expected: one or more of [ES256, EdDSA, RS256])");
    assertThatThrownBy(() -> issuer(URL, "i", "a")).hasMessageStartingWith("tokens.algorithms: []");
  }

  private static ExternalIssuer issuer(
      String url, String issuer, String audience, String... algorithms) {
    return new ExternalIssuer(URI.create(url), issuer, audience, Set.of(algorithms));
  }
}
