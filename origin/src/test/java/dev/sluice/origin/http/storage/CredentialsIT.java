package dev.sluice.origin.http.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.auth.ApiKeys;
import dev.sluice.origin.auth.ApiKeys.CreatedKey;
import dev.sluice.origin.auth.Authority;
import dev.sluice.origin.auth.AuthorityContext;
import dev.sluice.origin.auth.PlaybackPolicy;
import dev.sluice.origin.auth.PlaybackPolicy.Playback;
import dev.sluice.origin.auth.PlaybackPolicy.Rule;
import dev.sluice.origin.auth.token.Role;
import dev.sluice.origin.http.RawClient;
import dev.sluice.origin.http.RawResponse;
import dev.sluice.origin.http.storage.TestKey.Reach;
import dev.sluice.origin.http.storage.TestKey.State;
import dev.sluice.origin.http.storage.TestKey.Way;
import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.NamespaceSpec;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectSpec.Visibility;
import dev.sluice.origin.store.ObjectWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every role, reach and state of a key, in every way to present it, with every request of {@code credentials.txt}. */
@Timeout(60)
@ExtendWith(NativeMemoryExtension.class)
class CredentialsIT {
  private static final NamespaceSpec OWN = NamespaceSpec.of("own", 16L << 20);
  private static final NamespaceSpec OTHER = NamespaceSpec.of("other", 16L << 20);
  private static final Duration LIFETIME = Duration.ofDays(30);
  private static final long TTL_MS = LIFETIME.toMillis();
  private static final int BATCH_LENGTH = 40;
  private static final String CHALLENGE = "Basic realm=\"sluice\", charset=\"UTF-8\"";

  @TempDir
  static Path directory;

  @TempDir
  static Path otherDirectory;

  private static final List<CredentialRow> ROWS = CredentialRow.all();
  private static final List<TestKey> KEYS = new ArrayList<>();
  private static Authority authority;
  private static StorageFixture fixture;
  private static RawClient client;

  @BeforeAll
  static void serve() {
    for (State state : State.values()) {
      for (Reach reach : Reach.values()) {
        for (Role role : Role.values()) {
          KEYS.add(new TestKey(state, reach, role, token(state, reach, role)));
        }
      }
    }
    authority = Authority.launch(new AuthorityContext()
        .dataDirectory(directory)
        .playback(PlaybackPolicy.of(List.of(new Rule("in", Playback.TOKEN)))));
    fixture = new StorageFixture(
        OWN,
        UnaryOperator.identity(),
        settings ->
            settings.isLiveOpen(false).authorizer(authority).tokenIssuer(authority.issuer()));
    fixture.store.create(OTHER);
    putMissing();
    client = fixture.connect();
  }

  @AfterEach
  void awaitNoLeases() {
    fixture.awaitNoLeases();
  }

  @AfterAll
  static void close() {
    client.close();
    fixture.close();
    authority.close();
    KEYS.clear();
  }

  @ParameterizedTest
  @MethodSource("statesAndWays")
  void shouldAnswerAsTheTableSays(State state, Way way) {
    List<String> wrong = new ArrayList<>();
    for (TestKey key : KEYS) {
      if (key.state() == state) {
        wrong.addAll(ask(Optional.of(key), way));
        putMissing();
      }
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void shouldAnswerThoseWithoutAKeyAsTheTableSays() {
    assertThat(ask(Optional.empty(), Way.AUTHORIZATION)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: TOKEN",
        "authorization:   TOKEN  ",
        "Authorization: bearer  TOKEN",
        "Authorization: BASIC BASE64",
        "?token=TOKEN",
        "?x=1&token=TOKEN&token=other",
        "?token=ESCAPED"
      })
  void shouldTakeTokenHoweverItIsWritten(String way) {
    String token = goodKey(Role.READONLY).token();
    String written = way.replace("TOKEN", token)
        .replace("BASE64", TestKey.base64("any:" + token))
        .replace("ESCAPED", token.replace(".", "%2E"));
    boolean isQuery = way.startsWith("?");

    RawResponse response =
        fixture.get("/cache/own/in/a.json" + (isQuery ? written : ""), isQuery ? "X: y" : written);

    assertThat(response.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic ***", "Basic", "Bearer", "Bearer ", "Negotiate x", "two words"})
  void shouldAllowNothingToWhatIsNoToken(String value) {
    assertThat(fixture.get("/cache/own/in/a.json", "Authorization: " + value).status())
        .isEqualTo(401);
  }

  @Test
  void shouldPreferTheHeader() {
    String query = "?token=" + goodKey(Role.READONLY).token();

    assertThat(fixture.get("/cache/own/in/a.json" + query, "Authorization: x").status())
        .isEqualTo(401);
  }

  @Test
  void shouldServeLivePlaylistByTokenAndPassItOn() {
    String token = goodKey(Role.READONLY).token();
    String path = "/live/in/playlist.m3u8";

    assertThat(fixture.get(path).status()).isEqualTo(401);
    assertThat(fixture.get(path + "?token=" + token).text())
        .endsWith("v0.m3u8?token=" + token + "\n");
    assertThat(fixture.get(path, "Authorization: " + token).text()).endsWith("v0.m3u8\n");
  }

  static Stream<Arguments> statesAndWays() {
    return Stream.of(State.values())
        .flatMap(state -> Stream.of(Way.values()).map(way -> Arguments.of(state, way)));
  }

  /** Sends every request with a key, and returns what was not answered as it should be. */
  private static List<String> ask(Optional<TestKey> key, Way way) {
    List<String> wrong = new ArrayList<>();
    for (int first = 0; first < ROWS.size(); first += BATCH_LENGTH) {
      List<CredentialRow> batch = ROWS.subList(first, Math.min(ROWS.size(), first + BATCH_LENGTH));
      StringBuilder requests = new StringBuilder();
      batch.forEach(row -> row.methods().forEach(m -> requests.append(request(m, row, key, way))));
      client.send(requests.toString());
      for (CredentialRow row : batch) {
        int expected = row.statuses()
            .get(key.isPresent() ? key.get().column() : row.statuses().size() - 1);
        for (String method : row.methods()) {
          String fault = fault(client.receive(method.equals("HEAD")), expected, key);
          if (!fault.isEmpty()) {
            wrong.add(key + ", " + method + " " + row.target() + ": " + fault);
          }
        }
      }
    }
    return wrong;
  }

  private static String request(String method, CredentialRow row, Optional<TestKey> key, Way way) {
    String token = key.map(TestKey::token).orElse("");
    String target = key.isPresent() ? way.target(row.target(), token) : row.target();
    String field = key.isPresent() ? way.field(token) : "X-Nothing: x";
    boolean hasBody = method.startsWith("P");
    return StorageFixture.request(
            method, target, field, "Content-Length: " + (hasBody ? row.body().length() : 0))
        + (hasBody ? row.body() : "");
  }

  /** Returns what is wrong with a response, or an empty text. */
  private static String fault(RawResponse response, int expected, Optional<TestKey> key) {
    if (response.status() != expected) {
      return response.status() + " (expected: " + expected + ")";
    }
    if ((expected == 401) != CHALLENGE.equals(response.field("www-authenticate"))) {
      return "challenge: " + response.field("www-authenticate");
    }
    if ((expected == 401 || expected == 403)
        && !"no-store".equals(response.field("cache-control"))) {
      return "Cache-Control: " + response.field("cache-control");
    }
    String all = response.fields() + response.text();
    return key.isPresent() && all.contains(key.get().token()) ? "the token is in it" : "";
  }

  private static String token(State state, Reach reach, Role role) {
    long madeEpochMs = System.currentTimeMillis();
    long expiredEpochMs = madeEpochMs - 2 * LIFETIME.toMillis();
    ApiKeys keys = new ApiKeys(
        state == State.SIGNED_BY_ANOTHER ? otherDirectory : directory,
        () -> state == State.EXPIRED ? expiredEpochMs : madeEpochMs);
    CreatedKey key = keys.create(role, reach.scope, LIFETIME);
    if (state == State.REVOKED) {
      keys.revoke(key.key().grant().id());
    }
    return state == State.MALFORMED
        ? key.token().substring(0, key.token().lastIndexOf('.'))
        : key.token();
  }

  private static TestKey goodKey(Role role) {
    return KEYS.stream()
        .filter(key ->
            key.state() == State.GOOD && key.reach() == Reach.EVERYTHING && key.role() == role)
        .findFirst()
        .orElseThrow();
  }

  /** Puts what should be there and, after an administrator has removed its namespace, is not. */
  private static void putMissing() {
    put(fixture.store.namespace("own").orElseThrow(), "in/a.json", "out/a.json", "inside/a.json");
    put(fixture.store.namespace("other").orElseThrow(), "in/a.json", "out/a.json");
    put(fixture.store.live(), "in/a.json", "open/a.json", "in/playlist.m3u8");
  }

  private static void put(Namespace namespace, String... keys) {
    for (String key : keys) {
      boolean isThere = !namespace.list(key, "", 1).isEmpty();
      if (isThere) {
        continue;
      }
      boolean isPlaylist = key.endsWith(".m3u8");
      ObjectSpec spec = new ObjectSpec(
          isPlaylist ? "application/vnd.apple.mpegurl" : "application/json",
          "max-age=1",
          Visibility.WHOLE,
          TTL_MS,
          0);
      ObjectWriter writer = namespace.begin(key, spec);
      byte[] bytes =
          (isPlaylist ? "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv0.m3u8\n" : "{}").getBytes(UTF_8);
      int offset = writer.claim(bytes.length);
      writer.buffer().putBytes(offset, bytes);
      writer.commit();
    }
  }
}
