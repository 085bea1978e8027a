package dev.sluice.origin.http.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.auth.Authorizer.Decision;
import dev.sluice.origin.auth.Authorizer.Permission;
import dev.sluice.origin.http.RawResponse;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectSpec.Visibility;
import dev.sluice.origin.store.ObjectWriter;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
@ExtendWith(NativeMemoryExtension.class)
class CredentialsIT {
  private static final String WRITER = "writer-token";
  private static final String READER = "reader+token";

  private StorageFixture fixture;

  @BeforeEach
  void serve() {
    fixture = new StorageFixture(
        StorageFixture.NS,
        UnaryOperator.identity(),
        settings -> settings.isLiveOpen(false).authorizer(CredentialsIT::decide));
  }

  @AfterEach
  void close() {
    fixture.awaitNoLeases();
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, writer-token, 204",
    "PUT, reader+token, 403",
    "PUT, nonsense, 401",
    "PUT, , 401",
    "DELETE, writer-token, 404",
    "DELETE, , 401",
    "GET, reader+token, 404",
    "GET, writer-token, 403",
    "GET, , 401",
    "HEAD, , 401"
  })
  void shouldAskForEveryMethod(String method, String token, int status) {
    String field = token == null ? "X: y" : "Authorization: " + token;

    RawResponse response = fixture.exchange(method, "/cache/ns/a.json", field, "Content-Length: 0");

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.field("www-authenticate"))
        .isEqualTo(status == 401 ? "Basic realm=\"sluice\", charset=\"UTF-8\"" : null);
    if (status != 204 && status != 404) {
      assertThat(response.field("cache-control")).isEqualTo("no-store");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: reader+token",
        "Authorization: Bearer reader+token",
        "authorization: bearer  reader+token",
        "Authorization: BASIC",
        "?token=reader%2Btoken",
        "?x=1&token=reader+token&token=other"
      })
  void shouldTakeTokenInEveryWay(String way) {
    String basic = Base64.getEncoder().encodeToString(("any:" + READER).getBytes(UTF_8));
    String field = way.startsWith("?") ? "X: y" : way.replace("BASIC", "Basic " + basic);
    String query = way.startsWith("?") ? way : "";

    assertThat(fixture.get("/cache/ns/none" + query, field).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic ***", "Basic", "Bearer", "Bearer ", "Negotiate x", "reader token"})
  void shouldAllowNothingToWhatIsMalformed(String value) {
    assertThat(fixture.get("/cache/ns/none", "Authorization: " + value).status())
        .isEqualTo(401);
  }

  @Test
  void shouldPreferTheHeader() {
    String path = "/cache/ns/none?token=reader%2Btoken";

    assertThat(fixture.get(path, "Authorization: other").status()).isEqualTo(401);
  }

  @Test
  void shouldNotTellWhetherNamespaceExists() {
    assertThat(fixture.get("/cache/none/k").status()).isEqualTo(401);
    assertThat(fixture.get("/api/v1/namespaces/none").status()).isEqualTo(401);
    assertThat(fixture.get("/api/v1/namespaces", "Authorization: writer-token").status())
        .isEqualTo(403);
  }

  @Test
  void shouldServeLiveByTokenAndPassItOn() {
    putLive("cam/playlist.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv0.m3u8\n");

    assertThat(fixture.get("/live/cam/playlist.m3u8").status()).isEqualTo(401);
    assertThat(fixture.get("/live/cam/playlist.m3u8?token=reader%2Btoken").text())
        .endsWith("v0.m3u8?token=reader%2Btoken\n");
    assertThat(fixture
            .get("/live/cam/playlist.m3u8", "Authorization: reader+token")
            .text())
        .endsWith("v0.m3u8\n");
    assertThat(fixture.put("/live/cam/k", "x", "Authorization: writer-token").status())
        .isEqualTo(403);
  }

  private void putLive(String key, String text) {
    ObjectSpec spec = new ObjectSpec(
        "application/vnd.apple.mpegurl", "max-age=1", Visibility.WHOLE, ObjectSpec.PINNED, 0);
    ObjectWriter writer = fixture.store.live().begin(key, spec);
    byte[] bytes = text.getBytes(UTF_8);
    int offset = writer.claim(bytes.length);
    writer.buffer().putBytes(offset, bytes);
    writer.commit();
  }

  private static Decision decide(
      Permission permission, String namespace, String key, String credential) {
    if (!credential.equals(READER) && !credential.equals(WRITER)) {
      return Decision.UNAUTHENTICATED;
    }
    boolean isAllowed =
        permission == (credential.equals(READER) ? Permission.READ : Permission.WRITE);
    return isAllowed ? Decision.ALLOWED : Decision.FORBIDDEN;
  }
}
