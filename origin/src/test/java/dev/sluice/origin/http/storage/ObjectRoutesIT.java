package dev.sluice.origin.http.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.http.RawResponse;
import dev.sluice.origin.metrics.Metrics;
import dev.sluice.origin.store.NamespaceSpec;
import dev.sluice.origin.store.RateLimit;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ExtendWith(NativeMemoryExtension.class)
class ObjectRoutesIT {
  private static final byte[] MEDIA = new byte[850 * 1024];

  static {
    new Random(5).nextBytes(MEDIA);
  }

  private StorageFixture fixture;

  @BeforeEach
  void serve() {
    fixture = new StorageFixture(
        StorageFixture.NS,
        UnaryOperator.identity(),
        UnaryOperator.identity(),
        settings -> settings.nanoClock(() -> 0));
  }

  @AfterEach
  void close() {
    fixture.awaitNoLeases();
    fixture.close();
  }

  @Test
  void shouldGiveBackWhatWasPut() {
    RawResponse put = fixture.put("/cache/ns/a/b.ts?ttl_seconds=60&role=origin&token=x", MEDIA);

    RawResponse get = fixture.get("/cache/ns/a/b.ts");
    assertThat(put.status()).isEqualTo(204);
    assertThat(get.status()).isEqualTo(200);
    assertThat(get.body()).isEqualTo(MEDIA);
    assertThat(get.fields())
        .containsEntry("content-type", "video/mp2t")
        .containsEntry("content-length", Integer.toString(MEDIA.length))
        .containsEntry("cache-control", "max-age=60")
        .containsEntry("x-content-type-options", "nosniff")
        .containsKeys("etag", "last-modified", "date");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/cache/ns/dir/a%20b+c.ts",
        "/objectstore/ns/dir/a%20b%2Bc.ts",
        "/cache/ns/dir%2Fa%20b%2Bc.ts?key=other",
        "/cache/ns?key=dir/a+b%2Bc.ts",
        "/cache/ns?x=1&key=dir%2Fa%20b%2bc.ts&ttl_seconds=9",
        "/cache/ns?key_base64=ZGlyL2EgYitjLnRz",
        "/objectstore/ns/?key_base64=ZGlyL2EgYitjLnRz&role=origin"
      })
  void shouldFindTheSameObject(String target) {
    fixture.put("/cache/ns/dir/a%20b%2Bc.ts", "x");

    assertThat(fixture.get(target).text()).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"grüße/日本語/🎬.ts", "a//b", "...", "a?b#c&d=e%", "a=b+c"})
  void shouldTakeAnyText(String key) {
    String escaped = URLEncoder.encode(key, UTF_8).replace("+", "%20");
    String base64 = Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));

    assertThat(fixture.put("/cache/ns/" + escaped, "x").status()).isEqualTo(204);

    assertThat(fixture.get("/cache/ns?key=" + escaped).text()).isEqualTo("x");
    assertThat(fixture.get("/cache/ns?key_base64=" + base64).text()).isEqualTo("x");
    assertThat(fixture.store.namespace("ns").orElseThrow().list("", "", 10))
        .extracting("key")
        .containsExactly(key);
  }

  @ParameterizedTest
  @CsvSource({
    "/cache/ns/../x, 400",
    "/cache/ns/a/..%2Fb, 400",
    "/cache/ns/%2e%2e, 400",
    "/cache/ns/a%00b, 400",
    "/cache/ns/%ff, 400",
    "/cache/ns/%4, 400",
    "/cache/ns, 400",
    "/cache/ns/, 400",
    "/cache/ns?key=, 400",
    "/cache/ns?key=a%2F..%2Fb, 400",
    "/cache/ns?key=a%00, 400",
    "/cache/ns?key=%ff, 400",
    "/cache/ns?key_base64=*, 400",
    "/cache/ns?key_base64=Li4, 400",
    "/cache/ns?key_base64=_w, 400",
    "/cache/ns/k?ttl_seconds=0, 400",
    "/cache/ns/k?ttl_seconds=-1, 400",
    "/cache/ns/k?ttl_seconds=1.5, 400",
    "/cache/ns/k?ttl_seconds=, 400",
    "/cache/ns/k?ttl_seconds=99999999999999999999, 400",
    "/cache/ns/k?ttl_seconds=2592001, 400",
    "/cache/ns/k?ttl_seconds=2592000, 204",
    "/cache/ns/k?ttl_seconds=1, 204",
    "/cache/other/k, 404",
    "/cache/live/k, 403",
    "/objectstore/live/cam/playlist.m3u8, 403"
  })
  void shouldRefuseWhatIsNotAllowed(String target, int status) {
    RawResponse response = fixture.put(target, "x");

    assertThat(response.status()).isEqualTo(status);
    if (status != 204) {
      assertThat(response.text()).matches("\\{\"error\":\"[a-z_]+\",\"detail\":\"[a-z ]+\"}");
    }
  }

  @ParameterizedTest
  @CsvSource({"1024, 204", "1025, 400"})
  void shouldBoundKeys(int length, int status) {
    String key = "é".repeat(length / 2) + "k".repeat(length % 2);
    String target = "/cache/ns/" + URLEncoder.encode(key, UTF_8);

    assertThat(fixture.put(target, "x").status()).isEqualTo(status);
  }

  @Test
  void shouldDelete() {
    fixture.put("/cache/ns/k", "x");

    assertThat(fixture.exchange("DELETE", "/cache/ns/k").status()).isEqualTo(204);
    assertThat(fixture.exchange("DELETE", "/cache/ns/k").status()).isEqualTo(404);
    assertThat(fixture.get("/cache/ns/k").status()).isEqualTo(404);
  }

  @Test
  void shouldNameTheMethodsThatAreServed() {
    RawResponse patch = fixture.exchange("PATCH", "/cache/ns/k", "Content-Length: 0");
    RawResponse options = fixture.exchange("OPTIONS", "/cache/ns/k");

    assertThat(patch.status()).isEqualTo(405);
    assertThat(patch.field("allow")).isEqualTo("GET, HEAD, PUT, POST, DELETE, OPTIONS");
    assertThat(options.field("allow")).isEqualTo(patch.field("allow"));
  }

  @Test
  void shouldLetPagesOfOtherOriginsWrite() {
    RawResponse options = fixture.exchange(
        "OPTIONS",
        "/objectstore/ns/k",
        "Origin: https://editor.example",
        "Access-Control-Request-Method: PUT",
        "Access-Control-Request-Headers: authorization, content-type");

    assertThat(options.status()).isEqualTo(204);
    assertThat(options.field("access-control-allow-origin")).isEqualTo("*");
    assertThat(options.field("access-control-allow-methods").split(", "))
        .contains("GET", "HEAD", "PUT", "POST", "DELETE");
    assertThat(options.field("access-control-allow-headers").split(", "))
        .contains("Authorization", "Content-Type", "Range", "If-None-Match", "If-Match");
  }

  @ParameterizedTest
  @CsvSource({
    "a.m3u8, , application/vnd.apple.mpegurl, max-age=1",
    "a.MPD, , application/dash+xml, max-age=1",
    "a.m4s, , video/mp4, max-age=60",
    "a.aac, application/octet-stream, audio/aac, max-age=60",
    "a.vtt, application/x-www-form-urlencoded, text/vtt, max-age=60",
    "a.jpg, , image/jpeg, max-age=60",
    "a.json, , application/json, max-age=60",
    "a, , application/octet-stream, max-age=60",
    "a.b/c, , application/octet-stream, max-age=60",
    "a.ts, video/x-own, video/x-own, max-age=60"
  })
  void shouldKnowTypeAndAge(String key, String said, String type, String cacheControl) {
    String[] fields = said == null ? new String[0] : new String[] {"Content-Type: " + said};
    fixture.put("/cache/ns/" + key + "?ttl_seconds=60", "x", fields);

    RawResponse response = fixture.get("/cache/ns/" + key);

    assertThat(response.field("content-type")).isEqualTo(type);
    assertThat(response.field("cache-control")).isEqualTo(cacheControl);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=5 | max-age=5",
        "public, max-age=7200, s-maxage=30 | public, max-age=60, s-maxage=30",
        "no-store | no-store",
        "public | public, max-age=60",
        "max-age=99999999999 | max-age=60"
      })
  void shouldBoundStoredAgeByTheLifetime(String said, String sent) {
    fixture.put("/cache/ns/k?ttl_seconds=60", "x", "Cache-Control: " + said);

    assertThat(fixture.get("/cache/ns/k").field("cache-control")).isEqualTo(sent);
  }

  @Test
  void shouldGiveBackMetadata() {
    fixture.put("/cache/ns/k", "x", "mo-meta-Camera: one", "mo-meta-b: two words", "x-other: no");

    assertThat(fixture.get("/cache/ns/k").fields())
        .containsEntry("mo-meta-camera", "one")
        .containsEntry("mo-meta-b", "two words")
        .doesNotContainKey("x-other");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mo-meta-set-cookie",
        "mo-meta-Access-Control-Allow-Origin",
        "mo-meta-connection",
        "mo-meta-strict-transport-security",
        "mo-meta-"
      })
  void shouldRefuseMetadataThatMeansSomethingElsewhere(String name) {
    assertThat(fixture.put("/cache/ns/k", "x", name + ": v").status()).isEqualTo(400);
  }

  @Test
  void shouldBoundMetadata() {
    String[] fields = new String[17];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = "mo-meta-" + i + ": v";
    }

    assertThat(fixture.put("/cache/ns/k", "x", fields).status()).isEqualTo(400);
    assertThat(fixture.put("/cache/ns/k", "x", "mo-meta-a: " + "v".repeat(2049)).status())
        .isEqualTo(400);
    String half = "v".repeat(1024 - "mo-meta-a".length());
    assertThat(fixture
            .put("/cache/ns/k", "x", "mo-meta-a: " + half, "mo-meta-b: " + half)
            .status())
        .isEqualTo(204);
    assertThat(fixture
            .put("/cache/ns/k", "x", "mo-meta-a: " + half, "mo-meta-b: " + half + "v")
            .status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Encoding: gzip", "Content-Range: bytes 0-0/2"})
  void shouldRefusePartsAndCodings(String field) {
    assertThat(fixture.put("/cache/ns/k", "x", field).status()).isEqualTo(400);
  }

  @Test
  void shouldAnswerConditionsRangesAndHead() {
    fixture.put("/cache/ns/a.ts", "0123456789");
    RawResponse whole = fixture.get("/cache/ns/a.ts");

    assertThat(fixture
            .get("/cache/ns/a.ts", "If-None-Match: " + whole.field("etag"))
            .status())
        .isEqualTo(304);
    assertThat(fixture.get("/cache/ns/a.ts", "Range: bytes=3-5").text()).isEqualTo("345");
    assertThat(fixture.get("/cache/ns/a.ts", "Range: bytes=10-").status()).isEqualTo(416);
    assertThat(fixture.exchange("HEAD", "/cache/ns/a.ts").fields())
        .usingRecursiveComparison()
        .ignoringFields("date", "cache-control")
        .isEqualTo(whole.fields());
  }

  @Test
  void shouldKeepRates() {
    Metrics metrics = new Metrics();
    limitRates(new RateLimit(0, 50_000), new RateLimit(2, 0), metrics);

    assertThat(fixture.put("/cache/ns/a.ts", new byte[60_000]).status()).isEqualTo(204);
    assertThat(fixture.put("/cache/ns/b.ts", "x").status()).isEqualTo(204);
    RawResponse third = fixture.put("/cache/ns/c.ts", "x");
    assertThat(third.status()).isEqualTo(429);
    assertThat(third.field("retry-after")).isEqualTo("1");
    assertThat(fixture.get("/cache/ns/a.ts").status()).isEqualTo(200);
    assertThat(fixture.get("/cache/ns/a.ts").status()).isEqualTo(429);
    assertThat(new String(metrics.scrape(), UTF_8))
        .contains("sluice_namespace_rate_limited_total{access=\"read\",namespace=\"ns\"} 1.0")
        .contains("sluice_namespace_rate_limited_total{access=\"write\",namespace=\"ns\"} 1.0");
  }

  @Test
  void shouldChargeForBytesThatAreSentOnly() {
    limitRates(new RateLimit(0, 50_000), RateLimit.NONE, new Metrics());
    fixture.put("/cache/ns/a.ts", new byte[60_000]);
    String etag =
        "If-None-Match: " + fixture.get("/cache/ns/a.ts", "Range: bytes=0-9999").field("etag");

    assertThat(fixture.get("/cache/ns/a.ts", etag).status()).isEqualTo(304);
    assertThat(fixture.get("/cache/ns/a.ts", "Range: bytes=0-29999").status()).isEqualTo(206);
    assertThat(fixture.get("/cache/ns/a.ts", "Range: bytes=0-9999").status()).isEqualTo(206);
    assertThat(fixture.get("/cache/ns/a.ts", etag).status()).isEqualTo(429);
  }

  private void limitRates(RateLimit reads, RateLimit writes, Metrics metrics) {
    fixture.close();
    NamespaceSpec limited =
        new NamespaceSpec("ns", 32L << 20, 10_000_000, 60_000, 60_000, true, reads, writes);
    fixture = new StorageFixture(
        limited,
        UnaryOperator.identity(),
        settings -> settings.nanoClock(() -> 0).metrics(metrics));
  }
}
