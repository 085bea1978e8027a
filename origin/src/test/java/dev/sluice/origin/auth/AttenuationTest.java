package dev.sluice.origin.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.auth.ApiKeys.CreatedKey;
import dev.sluice.origin.auth.Authorizer.Decision;
import dev.sluice.origin.auth.Authorizer.Permission;
import dev.sluice.origin.auth.TokenIssuer.Issue;
import dev.sluice.origin.auth.TokenIssuer.IssuedToken;
import dev.sluice.origin.auth.TokenIssuer.Request;
import dev.sluice.origin.auth.token.Grant;
import dev.sluice.origin.auth.token.Role;
import dev.sluice.origin.auth.token.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttenuationTest {
  private static final Optional<Duration> TEN_MINUTES = Optional.of(Duration.ofMinutes(10));

  @TempDir
  Path directory;

  private AuthorityFixture fixture;

  @BeforeEach
  void setUp() {
    fixture = new AuthorityFixture(directory);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource({
    "ADMIN, ADMIN, FORBIDDEN",
    "ADMIN, READWRITE, ALLOWED",
    "ADMIN, READONLY, ALLOWED",
    "ADMIN, PUBLISH, ALLOWED",
    "READWRITE, ADMIN, FORBIDDEN",
    "READWRITE, READWRITE, ALLOWED",
    "READWRITE, READONLY, ALLOWED",
    "READWRITE, PUBLISH, FORBIDDEN",
    "READONLY, READONLY, FORBIDDEN",
    "READONLY, ADMIN, FORBIDDEN",
    "PUBLISH, PUBLISH, FORBIDDEN",
    "PUBLISH, READONLY, FORBIDDEN"
  })
  void shouldGiveNoRoleThatCanDoMore(Role has, Role wants, Decision decision) {
    String key = fixture.create(has, "", "").token();

    assertThat(issue(key, wants, "", "").decision()).isEqualTo(decision);
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', '', '', '', ''",
    "'', '', ns, p, ns, p",
    "ns, '', '', '', ns, ''",
    "ns, '', '', p, ns, p",
    "ns, p, '', '', ns, p",
    "ns, p, ns, p/, ns, p",
    "ns, p, ns, p/q, ns, p/q",
    "'', p, ns, '', ns, p"
  })
  void shouldGivePartOfItsReach(
      String ns, String prefix, String wantsNs, String wantsPrefix, String newNs, String newP) {
    String key = fixture.create(Role.READWRITE, ns, prefix).token();

    IssuedToken issued = issue(key, Role.READONLY, wantsNs, wantsPrefix).token().orElseThrow();

    assertThat(issued.grant().scope()).isEqualTo(Scope.of(newNs, newP));
  }

  @ParameterizedTest
  @CsvSource({"ns, '', other, ''", "ns, p, ns, q", "ns, p, ns, p2", "ns, p/q, ns, p", "'', p, ns, x"
  })
  void shouldGiveNothingBeyondItsReach(
      String ns, String prefix, String wantsNs, String wantsPrefix) {
    String key = fixture.create(Role.ADMIN, ns, prefix).token();

    assertThat(issue(key, Role.READONLY, wantsNs, wantsPrefix))
        .isEqualTo(new Issue(Decision.FORBIDDEN, Optional.empty()));
    assertThat(fixture.authority.counters().forbidden()).isEqualTo(1);
  }

  @Test
  void shouldGiveNoLaterEndThanItsOwn() {
    CreatedKey key = fixture.create(Role.READWRITE, "", "");
    long endEpochMs = key.key().grant().expiresEpochMs();
    fixture.nowEpochMs = endEpochMs - Duration.ofMinutes(10).toMillis();

    Issue exact = issue(key.token(), Role.READONLY, "", "");
    assertThat(exact.token().orElseThrow().grant().expiresEpochMs()).isEqualTo(endEpochMs);

    fixture.nowEpochMs++;
    assertThat(issue(key.token(), Role.READONLY, "", "").decision()).isEqualTo(Decision.FORBIDDEN);
    Issue rest = fixture
        .authority
        .issuer()
        .issue(key.token(), new Request(Role.READONLY, "", "", Optional.empty()));
    assertThat(rest.token().orElseThrow().grant().expiresEpochMs()).isEqualTo(endEpochMs);
  }

  @Test
  void shouldLiveAnHourUnlessAskedOtherwise() {
    String key = fixture.create(Role.READWRITE, "", "").token();

    Issue issue =
        fixture.authority.issuer().issue(key, new Request(Role.READONLY, "", "", Optional.empty()));

    assertThat(issue.token().orElseThrow().grant().expiresEpochMs())
        .isEqualTo(fixture.nowEpochMs + Duration.ofHours(1).toMillis());
  }

  @Test
  void shouldIssueWhatReadsAndDiesWithItsKey() {
    CreatedKey key = fixture.create(Role.READWRITE, "ns", "");
    IssuedToken viewer = issue(key.token(), Role.READONLY, "ns", "show").token().orElseThrow();
    assertThat(read("show/1.ts", viewer)).isEqualTo(Decision.ALLOWED);
    assertThat(read("other/1.ts", viewer)).isEqualTo(Decision.FORBIDDEN);

    fixture.revoke(key);

    assertThat(read("show/1.ts", viewer)).isEqualTo(Decision.UNAUTHENTICATED);
    assertThat(fixture.authority.counters().issued()).isEqualTo(1);
  }

  @Test
  void shouldNotLetIssuedTokensIssue() {
    String key = fixture.create(Role.ADMIN, "", "").token();
    Grant issued = issue(key, Role.READWRITE, "", "").token().orElseThrow().grant();
    String token = issue(key, Role.READWRITE, "", "").token().orElseThrow().token();

    assertThat(issued.parentId()).startsWith("k_");
    assertThat(issued.id()).matches("t_[0-9a-f]{16}");
    assertThat(issue(token, Role.READONLY, "", "").decision()).isEqualTo(Decision.FORBIDDEN);
  }

  @Test
  void shouldNotIssueToWhoIsNotKnown() {
    CreatedKey revoked = fixture.create(Role.ADMIN, "", "");
    fixture.revoke(revoked);

    for (String credential :
        new String[] {"", "nonsense", "a.b.c", fixture.publishKey.token(), revoked.token()}) {
      assertThat(issue(credential, Role.READONLY, "", ""))
          .isEqualTo(new Issue(Decision.UNAUTHENTICATED, Optional.empty()));
    }
  }

  @Test
  void shouldHideTheTokenAsText() {
    String key = fixture.create(Role.ADMIN, "", "").token();
    Issue issue = issue(key, Role.READONLY, "", "");

    assertThat(issue.toString()).doesNotContain(issue.token().orElseThrow().token());
  }

  @Test
  void shouldRefuseMalformedRequests() {
    assertThatThrownBy(() -> request("a/b", "", TEN_MINUTES)).hasMessageStartingWith("namespace: ");
    assertThatThrownBy(() -> request("", "/", TEN_MINUTES)).hasMessageStartingWith("prefix: ");
    assertThatThrownBy(() -> request("", "", Optional.of(Duration.ZERO)))
        .hasMessage("lifetime: 0 s (expected: 1 to 86400)");
    assertThatThrownBy(() -> request("", "", Optional.of(Duration.ofDays(2))))
        .hasMessage("lifetime: 172800 s (expected: 1 to 86400)");
  }

  private static Request request(String namespace, String prefix, Optional<Duration> lifetime) {
    return new Request(Role.READONLY, namespace, prefix, lifetime);
  }

  private Issue issue(String credential, Role role, String namespace, String prefix) {
    return fixture
        .authority
        .issuer()
        .issue(credential, new Request(role, namespace, prefix, TEN_MINUTES));
  }

  private Decision read(String key, IssuedToken token) {
    return fixture.authority.decide(Permission.READ, "ns", key, token.token());
  }
}
