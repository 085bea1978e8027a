package dev.sluice.origin.http.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.http.RawClient;
import dev.sluice.origin.tier.DirectoryTier;
import dev.sluice.origin.tier.DirectoryTierContext;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ExtendWith(NativeMemoryExtension.class)
class WriteConditionIT {
  private StorageFixture fixture;

  @BeforeEach
  void serve() {
    fixture = new StorageFixture();
  }

  @AfterEach
  void close() {
    fixture.awaitNoLeases();
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/cache/ns/k.ts", "/cache/ns/k.json", "/cache/ns/k.m3u8"})
  void shouldCreateOnlyAndReplaceTheVeryVersion(String path) {
    assertThat(put(path, "1", "If-Match: *")).isEqualTo(412);
    assertThat(put(path, "1", "If-None-Match: *")).isEqualTo(204);
    assertThat(put(path, "2", "If-None-Match: *")).isEqualTo(412);
    String first = fixture.get(path).field("etag");
    assertThat(put(path, "2", "If-Match: " + first)).isEqualTo(204);
    assertThat(put(path, "3", "If-Match: " + first)).isEqualTo(412);
    assertThat(fixture.get(path).text()).isEqualTo("2");

    String second = fixture.get(path).field("etag");
    assertThat(delete(path, "If-Match: " + first)).isEqualTo(412);
    assertThat(delete(path, "If-None-Match: " + second)).isEqualTo(412);
    assertThat(delete(path, "If-Match: " + second)).isEqualTo(204);
    assertThat(delete(path, "If-Match: " + second)).isEqualTo(404);
    assertThat(fixture.get(path).status()).isEqualTo(404);
  }

  @Test
  void shouldTakeTheTagOfTheCompressedRepresentation() {
    String path = "/cache/ns/k.m3u8";
    fixture.put(path, "#EXTM3U\n".repeat(100));
    String gzip = fixture.get(path, "Accept-Encoding: gzip").field("etag");

    assertThat(gzip).isNotEqualTo(fixture.get(path).field("etag"));
    assertThat(put(path, "#EXTM3U\n", "If-Match: " + gzip)).isEqualTo(204);
  }

  @Test
  void shouldRefuseBeforeTheBody() {
    fixture.put("/cache/ns/k.ts", "1");
    try (RawClient client = fixture.connect()) {
      client.send(StorageFixture.request(
          "PUT",
          "/cache/ns/k.ts",
          "Expect: 100-continue",
          "If-None-Match: *",
          "Content-Length: 3"));

      assertThat(client.receive().status()).isEqualTo(412);
    }
    assertThat(put("/cache/ns/k.ts", "x".repeat(10_000_001), "If-None-Match: *"))
        .isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/cache/ns/k.ts", "/cache/ns/k.json", "/cache/ns/k.m3u8"})
  void shouldLetOnlyOneOfTwoCreate(String path) {
    String request =
        StorageFixture.request("PUT", path, "If-None-Match: *", "Content-Length: 2") + "a";
    try (RawClient one = fixture.connect();
        RawClient other = fixture.connect()) {
      one.send(request);
      other.send(request);
      one.send("1");
      other.send("2");

      int status = one.receive().status();
      assertThat(other.receive().status()).isEqualTo(status == 204 ? 412 : 204);
      assertThat(fixture.get(path).text()).isEqualTo(status == 204 ? "a1" : "a2");
    }
  }

  @Test
  void shouldKnowVersionsInTheColdTier(@TempDir Path directory) {
    fixture.close();
    fixture = fixture(directory);
    fixture.put("/cache/ns/k.ts", "1");
    String match = "If-Match: " + fixture.get("/cache/ns/k.ts").field("etag");
    fixture.close();
    fixture = fixture(directory);

    assertThat(put("/cache/ns/k.ts", "2", "If-None-Match: *")).isEqualTo(412);
    assertThat(put("/cache/ns/k.ts", "2", match)).isEqualTo(503);
    Tests.await(() -> put("/cache/ns/k.ts", "2", match) == 204, "the object is back");
    assertThat(put("/cache/ns/k.ts", "3", match)).isEqualTo(412);
  }

  private static StorageFixture fixture(Path directory) {
    return new StorageFixture(
        StorageFixture.NS,
        UnaryOperator.identity(),
        UnaryOperator.identity(),
        settings -> settings.coldTier(DirectoryTier.launch(new DirectoryTierContext(directory))));
  }

  private int put(String path, String body, String field) {
    return fixture.put(path, body, field).status();
  }

  private int delete(String path, String field) {
    return fixture.exchange("DELETE", path, field).status();
  }
}
