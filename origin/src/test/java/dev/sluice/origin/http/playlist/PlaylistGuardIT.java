package dev.sluice.origin.http.playlist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.http.RawClient;
import dev.sluice.origin.http.RawResponse;
import dev.sluice.origin.http.storage.StorageFixture;
import dev.sluice.origin.store.NamespaceSpec;
import dev.sluice.origin.store.RateLimit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
@ExtendWith(NativeMemoryExtension.class)
class PlaylistGuardIT {
  private static final String PLAYLIST = "/cache/ns/cam/v0.m3u8";
  private static final String TOKEN = "encoders-own-token";
  private static final byte[] SEGMENT = new byte[250_000];

  private StorageFixture fixture;
  private long nowNs;

  @BeforeEach
  void serve() {
    serve(StorageFixture.NS);
  }

  @AfterEach
  void close() {
    fixture.awaitNoLeases();
    fixture.close();
  }

  @Test
  void shouldShowVersionWhenItsSegmentsAreThere() {
    putSegments(1, 3);
    putPlaylist(1, 3);

    putPlaylist(2, 4);
    assertThat(shown()).isEqualTo(playlist(1, 3));
    putSegments(4, 4);

    assertThat(shown()).isEqualTo(playlist(2, 4));
  }

  @Test
  void shouldHaveNothingBeforeTheFirstVersionIsWhole() {
    putPlaylist(1, 2);
    putSegments(1, 1);
    assertThat(fixture.get(PLAYLIST).status()).isEqualTo(404);

    putSegments(2, 2);

    assertThat(shown()).isEqualTo(playlist(1, 2));
  }

  @Test
  void shouldNotShowVersionWhileItsSegmentStillGrows() {
    putPlaylist(1, 1);
    try (RawClient encoder = fixture.connect()) {
      encoder.send(StorageFixture.request("PUT", "/cache/ns/cam/1.ts", "Content-Length: 2") + "x");
      assertThat(fixture.get(PLAYLIST).status()).isEqualTo(404);
      encoder.send("y");
      assertThat(encoder.receive().status()).isEqualTo(204);
    }

    assertThat(shown()).isEqualTo(playlist(1, 1));
  }

  @Test
  void shouldSkipVersionThatNeverBecameWhole() {
    putSegments(1, 2);
    putPlaylist(1, 2);

    putPlaylist(1, 3);
    putPlaylist(1, 4);
    putSegments(3, 3);
    assertThat(shown()).isEqualTo(playlist(1, 2));
    putSegments(4, 4);

    assertThat(shown()).isEqualTo(playlist(1, 4));
  }

  @Test
  void shouldRefuseVersionThatPinsMoreThanThereIsRoomFor() {
    serveInstead(new NamespaceSpec(
        "ns",
        /* hotCapacity= */ 12L << 20,
        /* maxObjectSize= */ 1 << 20,
        /* defaultTtlMs= */ 60_000,
        /* maxTtlMs= */ 60_000,
        /* isGuarded= */ false,
        RateLimit.NONE,
        RateLimit.NONE));

    assertThat(fixture.put("/cache/ns/cam/v1.m3u8", playlist(1, 9_000)).status())
        .isEqualTo(204);
    assertThat(fixture.put("/cache/ns/cam/v2.m3u8", playlist(1, 9_000)).status())
        .isEqualTo(503);

    assertThat(fixture.store.namespace("ns").orElseThrow().usage().hotBytes())
        .isLessThanOrEqualTo(12L << 20);
  }

  @Test
  void shouldNotWaitForSegmentsThatAreGoneAgain() {
    putSegments(1, 3);
    putPlaylist(1, 3);
    fixture.exchange("DELETE", "/cache/ns/cam/1.ts");

    putSegments(4, 4);
    putPlaylist(1, 4);

    assertThat(shown()).isEqualTo(playlist(1, 4));
  }

  @Test
  void shouldShowAtOnceWhatIsTooMuchToKeepWaiting() {
    serveInstead(NamespaceSpec.of("ns", 64L << 20));
    for (int i = 0; i < 60; i++) {
      fixture.put("/cache/ns/cam" + i + "/long.m3u8", playlist(1, 1_000));
    }

    assertThat(fixture.get("/cache/ns/cam0/long.m3u8").status()).isEqualTo(404);
    assertThat(fixture.get("/cache/ns/cam59/long.m3u8").status()).isEqualTo(200);
  }

  @Test
  void shouldShowVersionAsItIsAfterThreeTargetDurations() {
    putSegments(1, 1);
    putPlaylist(1, 1);
    putPlaylist(1, 2);
    advance(4_000);
    putPlaylist(1, 3);
    advance(1_900);
    assertThat(shown()).isEqualTo(playlist(1, 1));

    advance(400);

    assertThat(shown()).isEqualTo(playlist(1, 3));
  }

  @Test
  void shouldShowMultivariantPlaylistWhenItsPlaylistsAre() {
    String multivariant = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv0.m3u8\n";
    fixture.put("/cache/ns/cam/all.m3u8", multivariant);
    putPlaylist(1, 1);
    assertThat(fixture.get("/cache/ns/cam/all.m3u8").status()).isEqualTo(404);

    putSegments(1, 1);

    assertThat(fixture.get("/cache/ns/cam/all.m3u8").text()).isEqualTo(multivariant);
    assertThat(shown()).isEqualTo(playlist(1, 1));
  }

  @Test
  void shouldKeepMultivariantPlaylistWhileItsPlaylistsAreLive() {
    serveInstead(NamespaceSpec.of("ns", 12L << 20));
    fixture.put("/cache/ns/cam/all.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv0.m3u8\n");

    for (int i = 1; i <= 90; i++) {
      assertThat(fixture.put("/cache/ns/cam/" + i + ".ts", SEGMENT).status()).isEqualTo(204);
      putPlaylist(Math.max(1, i - 4), i);
      advance(2_000);
      fixture.store.doWork();
    }

    assertThat(fixture.get("/cache/ns/cam/1.ts").status()).isEqualTo(404);
    assertThat(fixture.get("/cache/ns/cam/all.m3u8").status()).isEqualTo(200);
  }

  @Test
  void shouldLetGoOfMultivariantPlaylistAfterItsPlaylists() {
    serveInstead(NamespaceSpec.of("ns", 12L << 20));
    fixture.put("/cache/ns/cam/all.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv0.m3u8\n");
    putSegments(1, 1);
    putPlaylist(1, 1);
    advance(200_000);
    advance(1_000);

    for (int i = 2; i <= 90; i++) {
      assertThat(fixture.put("/cache/ns/cam/" + i + ".ts", SEGMENT).status()).isEqualTo(204);
      fixture.store.doWork();
    }

    assertThat(fixture.get("/cache/ns/cam/all.m3u8").status()).isEqualTo(404);
  }

  @Test
  void shouldShowAtOnceWhereThereIsNoGuard() {
    serveInstead(new NamespaceSpec(
        "ns",
        32L << 20,
        10_000_000,
        60_000,
        60_000,
        /* isGuarded= */ false,
        RateLimit.NONE,
        RateLimit.NONE));

    putPlaylist(1, 1);

    assertThat(shown()).isEqualTo(playlist(1, 1));
  }

  @Test
  void shouldForgetVersionThatWaitsWhenThePlaylistIsDeleted() {
    putPlaylist(1, 1);

    assertThat(fixture.exchange("DELETE", PLAYLIST).status()).isEqualTo(204);
    putSegments(1, 1);

    assertThat(fixture.get(PLAYLIST).status()).isEqualTo(404);
  }

  @Test
  void shouldLetGoOfVersionThatWaitsWhenItsNamespaceIsRemoved() {
    putPlaylist(1, 1);
    assertThat(fixture.store.counters().slabBytesLent()).isPositive();

    fixture.store.remove("ns");
    advance(1_000);

    assertThat(fixture.store.counters().slabBytesLent()).isZero();
  }

  @Test
  void shouldHideTheWritersToken() throws IOException {
    putSegments(1, 9);
    String text = playlist(1, 9).replace("1.ts", "1.ts?token=" + TOKEN + "&role=origin")
        + "# copied from ?token=" + TOKEN + "\n";
    fixture.put(PLAYLIST + "?ttl_seconds=60", text, "Authorization: Bearer " + TOKEN);

    RawResponse plain = fixture.get(PLAYLIST);
    RawResponse gzip = fixture.get(PLAYLIST, "Accept-Encoding: gzip");

    assertThat(plain.text()).contains("1.ts?role=origin\n").doesNotContain(TOKEN);
    assertThat(gzip.field("content-encoding")).isEqualTo("gzip");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
        .isEqualTo(plain.body());
  }

  @Test
  void shouldGiveReaderItsOwnTokenOnlyWhenItCameInTheQuery() {
    putSegments(1, 1);
    putPlaylist(1, 1);

    RawResponse byQuery = fixture.get(PLAYLIST + "?token=a%2Bb");
    RawResponse again =
        fixture.get(PLAYLIST + "?token=a%2Bb", "If-None-Match: " + byQuery.field("etag"));

    assertThat(byQuery.text()).contains("1.ts?token=a%2Bb\n");
    assertThat(byQuery.field("cache-control")).isEqualTo("private, max-age=1");
    assertThat(again.status()).isEqualTo(304);
    assertThat(fixture.get(PLAYLIST, "Authorization: a+b").text()).isEqualTo(playlist(1, 1));
    assertThat(fixture.get(PLAYLIST + "?token=other").field("etag"))
        .isNotEqualTo(byQuery.field("etag"))
        .isNotEqualTo(fixture.get(PLAYLIST).field("etag"));
  }

  @Test
  void shouldTellForHowLongALivePlaylistHasNotAdvanced() {
    putSegments(1, 2);
    putPlaylist(1, 1);
    advance(5_999);
    assertThat(fixture.get(PLAYLIST).fields()).doesNotContainKey("x-sluice-stale");
    putPlaylist(1, 1);
    advance(2_001);
    assertThat(fixture.get(PLAYLIST).field("x-sluice-stale")).isEqualTo("8");
    assertThat(fixture.get(PLAYLIST + "?token=t").field("x-sluice-stale")).isEqualTo("8");

    putPlaylist(1, 2);

    assertThat(fixture.get(PLAYLIST).fields()).doesNotContainKey("x-sluice-stale");
  }

  @Test
  void shouldNotCallAnEndedPlaylistStale() {
    putSegments(1, 1);
    fixture.put(PLAYLIST, playlist(1, 1) + "#EXT-X-ENDLIST\n");

    advance(600_000);

    assertThat(fixture.get(PLAYLIST).fields()).doesNotContainKey("x-sluice-stale");
  }

  @Test
  void shouldEndAPlaylistThatNoLongerAdvances() {
    putSegments(1, 2);
    putPlaylist(1, 1);
    String live = fixture.get(PLAYLIST).field("etag");
    advance(35_999);
    assertThat(shown()).isEqualTo(playlist(1, 1));

    advance(1);

    RawResponse ended = fixture.get(PLAYLIST, "If-None-Match: " + live, "Accept-Encoding: gzip");
    assertThat(ended.text()).isEqualTo(playlist(1, 1) + "#EXT-X-ENDLIST\n");
    assertThat(ended.field("cache-control")).isEqualTo("max-age=1");
    assertThat(fixture.get(PLAYLIST, "If-None-Match: " + ended.field("etag")).status())
        .isEqualTo(304);
    assertThat(fixture.get(PLAYLIST + "?token=t").text())
        .contains("1.ts?token=t\n")
        .endsWith("#EXT-X-ENDLIST\n");
    putPlaylist(1, 2);
    assertThat(shown()).isEqualTo(playlist(1, 2));
  }

  @Test
  void shouldHideAnEndedPlaylistAfterItsRetention() {
    putSegments(1, 1);
    putPlaylist(1, 1);
    advance(60_000);
    putPlaylist(1, 1);
    advance(36_000);

    assertThat(fixture.get(PLAYLIST).status()).isEqualTo(404);
    assertThat(fixture.get(PLAYLIST).field("cache-control")).isEqualTo("max-age=1");
    advance(60_000);
    assertThat(fixture.get(PLAYLIST).status()).isEqualTo(404);
    assertThat(fixture.get("/cache/ns/cam/1.ts").status()).isEqualTo(200);
    putSegments(2, 2);
    putPlaylist(1, 2);
    assertThat(shown()).isEqualTo(playlist(1, 2));
  }

  @ParameterizedTest
  @ValueSource(longs = {50_000, 3_600_000, -3_600_000})
  void shouldNotEndAPlaylistWhenTheWallClockSteps(long stepMs) {
    putSegments(1, 1);
    putPlaylist(1, 1);

    fixture.epochMs.addAndGet(stepMs);

    assertThat(shown()).isEqualTo(playlist(1, 1));
    advance(36_000);
    assertThat(shown()).isEqualTo(playlist(1, 1) + "#EXT-X-ENDLIST\n");
    advance(60_000);
    assertThat(fixture.get(PLAYLIST).status()).isEqualTo(404);
    advance(60_000);
    assertThat(fixture.get(PLAYLIST).status()).isEqualTo(404);
  }

  @Test
  void shouldShowVersionThatWaitsThoughTheWallClockGoesBack() {
    putSegments(1, 1);
    putPlaylist(1, 1);
    putPlaylist(1, 2);

    fixture.epochMs.addAndGet(-3_600_000);
    advance(6_000);

    assertThat(shown()).isEqualTo(playlist(1, 2));
  }

  @Test
  void shouldNotEndWhatIsNotLive() {
    putSegments(1, 1);
    fixture.put(PLAYLIST, playlist(1, 1) + "#EXT-X-PLAYLIST-TYPE:VOD\n");
    fixture.put("/cache/ns/cam/all.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv0.m3u8\n");

    advance(600_000);

    assertThat(shown()).doesNotContain("ENDLIST");
    assertThat(fixture.get("/cache/ns/cam/all.m3u8").text()).doesNotContain("ENDLIST");
  }

  @Test
  void shouldNotLetAPlaylistActAsAPage() {
    fixture.put(PLAYLIST, "<script>", "Content-Type: text/html");

    RawResponse withToken = fixture.get(PLAYLIST + "?token=t");

    assertThat(withToken.field("content-security-policy")).isEqualTo("sandbox");
    assertThat(withToken.field("x-content-type-options")).isEqualTo("nosniff");
  }

  @Test
  void shouldServeJunkAsItIs() {
    byte[] junk = new byte[4096];
    new Random(3).nextBytes(junk);

    fixture.put(PLAYLIST, junk);

    assertThat(fixture.get(PLAYLIST).body()).isEqualTo(junk);
    assertThat(fixture.get(PLAYLIST + "?token=t").body()).isEqualTo(junk);
  }

  @Test
  void shouldRefusePlaylistPastItsLimit() {
    RawResponse response = fixture.put(PLAYLIST, new byte[(4 << 20) + 1]);

    assertThat(response.status()).isEqualTo(413);
  }

  private void serve(NamespaceSpec namespace) {
    fixture = new StorageFixture(
        namespace, UnaryOperator.identity(), settings -> settings.nanoClock(() -> nowNs));
  }

  private void serveInstead(NamespaceSpec namespace) {
    fixture.close();
    serve(namespace);
  }

  private void putSegments(int first, int last) {
    for (int i = first; i <= last; i++) {
      assertThat(fixture.put("/cache/ns/cam/" + i + ".ts", "x").status()).isEqualTo(204);
    }
  }

  private void putPlaylist(int first, int last) {
    assertThat(fixture.put(PLAYLIST, playlist(first, last)).status()).isEqualTo(204);
  }

  private String shown() {
    return new String(fixture.get(PLAYLIST).body(), ISO_8859_1);
  }

  private void advance(long ms) {
    fixture.epochMs.addAndGet(ms);
    nowNs += ms * 1_000_000;
    fixture.storage.doWork();
  }

  private static String playlist(int first, int last) {
    StringBuilder text = new StringBuilder(
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:" + first + "\n");
    for (int i = first; i <= last; i++) {
      text.append("#EXTINF:2.0,\n").append(i).append(".ts\n");
    }
    return text.toString();
  }
}
