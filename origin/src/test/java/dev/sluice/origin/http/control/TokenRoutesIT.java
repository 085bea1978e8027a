package dev.sluice.origin.http.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.auth.Authorizer.Decision;
import dev.sluice.origin.auth.TokenIssuer;
import dev.sluice.origin.auth.token.Grant;
import dev.sluice.origin.auth.token.Scope;
import dev.sluice.origin.http.RawResponse;
import dev.sluice.origin.http.storage.StorageFixture;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
@ExtendWith(NativeMemoryExtension.class)
class TokenRoutesIT {
  private StorageFixture fixture;

  @BeforeEach
  void serve() {
    fixture = new StorageFixture(
        StorageFixture.NS,
        UnaryOperator.identity(),
        settings -> settings.tokenIssuer(TokenRoutesIT::issue));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "good | {} | 201 | \"role\":\"readonly\",\"namespace\":\"\",\"prefix\":\"\",\"expires\":\"1970-01-01T01:00:00Z\"",
        "good | {\"role\":\"readwrite\",\"namespace\":\"ns\",\"prefix\":\"cam\",\"expires\":\"90s\"} | 201 | \"role\":\"readwrite\",\"namespace\":\"ns\",\"prefix\":\"cam\",\"expires\":\"1970-01-01T00:01:30Z\"",
        "weak | {} | 403 | forbidden",
        "none | {} | 401 | unauthorized",
        "good | {\"rol\":\"x\"} | 400 | did you mean role?",
        "good | {\"role\":\"king\"} | 400 | role: is not known",
        "good | {\"expires\":5} | 400 | expires: 5 (expected: a duration",
      })
  void shouldIssueWhatTheKeyMayGive(String key, String body, int status, String text) {
    try (var client = fixture.connect()) {
      client.send(StorageFixture.request(
              "POST",
              TokenRoutes.PATH,
              "Authorization: Bearer " + key,
              "Content-Length: " + body.length())
          + body);

      RawResponse response = client.receive();
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.text().replace("\\\"", "\"")).contains(text);
      assertThat(response.field("cache-control")).isEqualTo("no-store");
    }
  }

  private static TokenIssuer.Issue issue(String credential, TokenIssuer.Request wanted) {
    if (!credential.equals("good")) {
      return new TokenIssuer.Issue(
          credential.equals("weak") ? Decision.FORBIDDEN : Decision.UNAUTHENTICATED,
          Optional.empty());
    }
    Grant grant = new Grant(
        "id-1",
        "parent",
        wanted.role(),
        new Scope(wanted.namespace(), wanted.prefix()),
        wanted.lifetime().orElse(Duration.ofHours(1)).toMillis());
    return new TokenIssuer.Issue(
        Decision.ALLOWED, Optional.of(new TokenIssuer.IssuedToken("secret", grant)));
  }
}
