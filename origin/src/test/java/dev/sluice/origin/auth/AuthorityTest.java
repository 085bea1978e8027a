package dev.sluice.origin.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.origin.auth.ApiKeys.CreatedKey;
import dev.sluice.origin.auth.Authorizer.Decision;
import dev.sluice.origin.auth.Authorizer.Permission;
import dev.sluice.origin.auth.PlaybackPolicy.Playback;
import dev.sluice.origin.auth.PlaybackPolicy.Rule;
import dev.sluice.origin.auth.token.Role;
import dev.sluice.origin.auth.token.TokenRefusal;
import dev.sluice.origin.metrics.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class AuthorityTest {
  private static final Map<Role, Set<Permission>> PERMISSIONS = Map.of(
      Role.READONLY, EnumSet.of(Permission.READ),
      Role.READWRITE, EnumSet.of(Permission.READ, Permission.WRITE),
      Role.PUBLISH, EnumSet.of(Permission.PUBLISH),
      Role.ADMIN, EnumSet.allOf(Permission.class));
  private static final List<String> NAMESPACES = List.of("", "live", "other");
  private static final List<String> PREFIXES = List.of("", "cam", "cam/a", "else");
  private static final String KEY = "cam/a/1.ts";

  @TempDir
  Path directory;

  private AuthorityFixture fixture;

  @BeforeEach
  void setUp() {
    PlaybackPolicy closed = PlaybackPolicy.of(List.of(new Rule("*", Playback.TOKEN)));
    fixture = new AuthorityFixture(directory, settings -> settings.playback(closed));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void shouldDecideByRoleNamespaceAndPrefix(Role role) {
    for (String namespace : NAMESPACES) {
      for (String prefix : PREFIXES) {
        String token = fixture.create(role, namespace, prefix).token();
        boolean isInReach = !namespace.equals("other") && !prefix.equals("else");
        for (Permission permission : Permission.values()) {
          boolean isAllowed = isInReach && PERMISSIONS.get(role).contains(permission);
          assertThat(decide(permission, token))
              .as("%s of %s/%s: %s", role, namespace, prefix, permission)
              .isEqualTo(isAllowed ? Decision.ALLOWED : Decision.FORBIDDEN);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void shouldNotAuthenticateWhatIsNotValidWhateverItSays(Role role) {
    for (String namespace : NAMESPACES) {
      for (String prefix : PREFIXES) {
        String token = fixture.create(role, namespace, prefix).token();
        for (String credential : malformed(token)) {
          for (Permission permission : Permission.values()) {
            assertThat(decide(permission, credential))
                .as("%s of %s/%s: %s", role, namespace, prefix, permission)
                .isEqualTo(Decision.UNAUTHENTICATED);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldNotAuthenticateWhatHasExpiredOrWasRevoked(boolean isKnown) {
    for (Role role : Role.values()) {
      CreatedKey revoked = fixture.create(role, "", "");
      CreatedKey other = fixture.create(role, "", "");
      if (isKnown) {
        PERMISSIONS.get(role).forEach(p -> decide(p, revoked.token()));
      }
      fixture.revoke(revoked);
      assertThat(decisions(revoked.token())).containsOnly(Decision.UNAUTHENTICATED);
      assertThat(decisions(other.token())).contains(Decision.ALLOWED);
    }
    CreatedKey key = fixture.create(Role.ADMIN, "", "");
    if (isKnown) {
      assertThat(decisions(key.token())).containsOnly(Decision.ALLOWED);
    }
    fixture.nowEpochMs = key.key().grant().expiresEpochMs();
    assertThat(decisions(key.token())).containsOnly(Decision.UNAUTHENTICATED);
    assertThat(fixture.authority.counters().invalid(TokenRefusal.REVOKED)).isEqualTo(16);
    assertThat(fixture.authority.counters().invalid(TokenRefusal.EXPIRED)).isEqualTo(4);
  }

  @Test
  void shouldAskForACredentialWhenThereIsNone() {
    assertThat(decisions("")).containsOnly(Decision.UNAUTHENTICATED);
    assertThat(fixture.authority.counters().missing()).isEqualTo(4);
  }

  @Test
  void shouldTakeThePublishKeyBesideTokens() {
    String key = fixture.publishKey.token();

    assertThat(decide(Permission.PUBLISH, key)).isEqualTo(Decision.ALLOWED);
    assertThat(decide(Permission.READ, key)).isEqualTo(Decision.FORBIDDEN);
    assertThat(decide(Permission.ADMIN, key)).isEqualTo(Decision.FORBIDDEN);
    assertThat(decide(Permission.PUBLISH, key + "x")).isEqualTo(Decision.UNAUTHENTICATED);
    assertThat(fixture.authority.counters().wrongPublishKeys()).isEqualTo(1);
  }

  @Test
  void shouldLetAChannelsTokenPublishThatChannelOnly() {
    String token = fixture.create(Role.PUBLISH, "live", "cam").token();

    assertThat(fixture.authority.isAllowed(Permission.PUBLISH, "live", "cam", token))
        .isTrue();
    assertThat(fixture.authority.isAllowed(Permission.PUBLISH, "live", "cam2", token))
        .isFalse();
    assertThat(fixture.authority.isAllowed(Permission.READ, "live", "cam", token))
        .isFalse();
  }

  @Test
  void shouldServeOpenChannelsToAnybody() {
    fixture.close();
    fixture = new AuthorityFixture(
        directory,
        settings ->
            settings.playback(PlaybackPolicy.of(List.of(new Rule("vip*", Playback.TOKEN)))));

    assertThat(decide(Permission.READ, "")).isEqualTo(Decision.ALLOWED);
    assertThat(decide(Permission.READ, "nonsense")).isEqualTo(Decision.ALLOWED);
    assertThat(decide(Permission.WRITE, "")).isEqualTo(Decision.UNAUTHENTICATED);
    assertThat(fixture.authority.decide(Permission.READ, "live", "vip/a.ts", ""))
        .isEqualTo(Decision.UNAUTHENTICATED);
    assertThat(fixture.authority.decide(Permission.READ, "other", "cam/a.ts", ""))
        .isEqualTo(Decision.UNAUTHENTICATED);
    assertThat(fixture.authority.decide(Permission.READ, "live", "", ""))
        .isEqualTo(Decision.UNAUTHENTICATED);
  }

  @Test
  void shouldAcceptKeysAfterARestartAndWithoutTheList() throws IOException {
    String token = fixture.create(Role.READONLY, "", "").token();
    fixture.close();
    Files.delete(directory.resolve("keys.jsonl"));

    fixture = new AuthorityFixture(
        directory,
        settings -> settings.playback(PlaybackPolicy.of(List.of(new Rule("*", Playback.TOKEN)))));

    assertThat(decide(Permission.READ, token)).isEqualTo(Decision.ALLOWED);
  }

  @Test
  void shouldPutNoTokenIntoLogsFilesMetricsOrText() throws IOException {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger("dev.sluice");
    Level before = root.getLevel();
    root.setLevel(Level.TRACE);
    log.start();
    root.addAppender(log);
    CreatedKey key = fixture.create(Role.READWRITE, "live", "cam");
    Metrics metrics = new Metrics();
    fixture.authority.registerOn(metrics);
    malformed(key.token()).forEach(credential -> decide(Permission.READ, credential));
    decide(Permission.READ, key.token());
    fixture.revoke(key);
    root.detachAppender(log);
    root.setLevel(before);

    String shown = key.toString()
        + key.key()
        + fixture.keys.keys()
        + fixture.authority
        + fixture.publishKey
        + fixture.authority.issuer()
        + new String(metrics.scrape(), UTF_8)
        + log.list.stream().map(ILoggingEvent::getFormattedMessage).toList()
        + Files.readString(directory.resolve("keys.jsonl"));

    String[] parts = key.token().split("\\.");
    assertThat(shown).doesNotContain(parts[1], parts[2], fixture.publishKey.token());
    assertThat(shown)
        .doesNotContain(Files.readString(directory.resolve("token.secret")).strip());
  }

  @Test
  void shouldCountWhatItRefuses() {
    Metrics metrics = new Metrics();
    fixture.authority.registerOn(metrics);
    String token = fixture.create(Role.READONLY, "live", "").token();
    decide(Permission.READ, token);
    decide(Permission.READ, token);
    decide(Permission.WRITE, token);
    decide(Permission.READ, "a.b.c");

    assertThat(new String(metrics.scrape(), UTF_8))
        .contains("sluice_auth_verified_tokens_total 1.0")
        .contains("sluice_auth_cached_tokens_total 2.0")
        .contains("sluice_auth_refusals_total{reason=\"forbidden\"} 1.0")
        .contains("sluice_auth_refusals_total{reason=\"malformed\"} 1.0");
  }

  @Test
  void shouldRefuseSettingsOutOfRange() {
    AuthorityContext settings = new AuthorityContext().dataDirectory(directory);

    assertThatThrownBy(() -> settings.cacheEntryCount(1000).conclude())
        .hasMessage("tokens.cache_entries: 1000 (expected: a power of two, 64 to 1048576)");
    assertThatThrownBy(() -> new AuthorityContext().conclude()).hasMessage("data_dir");
    settings.cacheEntryCount(64).conclude();
    assertThatThrownBy(() -> settings.cacheEntryCount(128))
        .isInstanceOf(IllegalStateException.class);
  }

  /** Returns what is almost the token, and what never was one. */
  private static List<String> malformed(String token) {
    String[] parts = token.split("\\.");
    char first = parts[2].charAt(0) == 'A' ? 'B' : 'A';
    List<String> result = new ArrayList<>(List.of(
        parts[0] + "." + parts[1] + "." + first + parts[2].substring(1),
        parts[0] + "." + parts[1] + ".",
        parts[0] + "." + parts[1],
        token.substring(0, token.length() - 2),
        token + "A",
        " " + token,
        token + "\u00e4",
        "Bearer " + token,
        "x".repeat(4097),
        token + ".".repeat(4096),
        parts[0] + "." + parts[1] + "." + "A".repeat(4096),
        "\u00e4.\u00f6.\u00fc",
        "sk_guess"));
    Stream.of("none", "HS384", "RS256", "ES256", "EdDSA", "PS256")
        .map(algorithm -> base64("{\"alg\":\"" + algorithm + "\",\"kid\":\"1\"}"))
        .forEach(header -> {
          result.add(header + "." + parts[1] + "." + parts[2]);
          result.add(header + "." + parts[1] + ".");
        });
    return result;
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private List<Decision> decisions(String credential) {
    return Stream.of(Permission.values())
        .map(permission -> decide(permission, credential))
        .collect(Collectors.toList());
  }

  private Decision decide(Permission permission, String credential) {
    return fixture.authority.decide(permission, "live", KEY, credential);
  }
}
