package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
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
class ObjectResourceIT {
  private static final String PLAYLIST = "/live/cam/playlist.m3u8";
  private static final String SEGMENT = "/live/cam/playlist_00001.ts";
  private static final byte[] TEXT = "#EXTM3U\n#EXT-X-VERSION:3\n".getBytes(UTF_8);
  private static final byte[] GZIP = {31, (byte) 139, 8, 0};
  private static final byte[] MEDIA = HttpFixture.counted(850 * 1024);

  private HttpFixture fixture;

  @BeforeEach
  void serve() {
    fixture = new HttpFixture();
    fixture.put("cam/playlist.m3u8", HttpFixture.PLAYLIST_TYPE, TEXT, GZIP);
    fixture.put("cam/playlist_00001.ts", HttpFixture.SEGMENT_TYPE, MEDIA);
  }

  @AfterEach
  void close() {
    fixture.awaitNoLeases();
    fixture.close();
  }

  @Test
  void shouldSendWholeObjectWithItsFields() {
    RawResponse response = fixture.get(SEGMENT);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(MEDIA);
    assertThat(response.fields())
        .containsEntry("content-type", "video/mp2t")
        .containsEntry("content-length", Integer.toString(MEDIA.length))
        .containsEntry("cache-control", "max-age=3600, immutable")
        .containsEntry("accept-ranges", "bytes")
        .containsEntry("access-control-allow-origin", "*")
        .containsEntry(
            "access-control-expose-headers",
            "Age, Date, ETag, Content-Length, Content-Range, Server-Timing")
        .containsEntry("timing-allow-origin", "*")
        .containsKeys("date", "etag", "last-modified")
        .doesNotContainKeys("vary", "age", "connection");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PLAYLIST + "?token=secret",
        "/cache/live/cam/playlist.m3u8",
        "/live/cam%2Fplaylist.m3u8",
        "/live/%63am/playlist.m3u8?a=%zz",
        "http://other:1/live/cam/playlist.m3u8"
      })
  void shouldFindTheSameObject(String target) {
    assertThat(fixture.get(target).body()).isEqualTo(TEXT);
  }

  @Test
  void shouldFindUnicodeKey() {
    fixture.put("grüße.ts", HttpFixture.SEGMENT_TYPE, TEXT);

    assertThat(fixture.get("/live/gr%C3%BC%C3%9Fe.ts").body()).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @CsvSource({
    "/live/none, 404",
    "/live/, 404",
    "/live, 404",
    "/cache/live, 404",
    "/cache/other/key, 404",
    "/nothing, 404",
    "/live/../x, 400",
    "/live/%2e%2E/x, 400",
    "/live/.%2fx, 400",
    "/live/..%2f, 400",
    "/live/%00, 400",
    "/live/%0d%0aX: 1, 400",
    "/live/%0d%0aSet-Cookie:1, 400",
    "/live/%7f, 400",
    "/live/%, 400",
    "/live/%4, 400",
    "/live/%zz, 400",
    "/live/%c3%28, 400",
    "live/x, 400"
  })
  void shouldAnswerErrorWithoutReflectingTheRequest(String target, int status) {
    RawResponse response = fixture.get(target);

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.fields())
        .containsEntry("content-type", "application/json")
        .containsEntry("cache-control", status == 404 ? "max-age=1" : "no-store")
        .containsEntry("access-control-allow-origin", "*");
    assertThat(response.text()).matches("\\{\"error\":\"[a-z_]+\",\"detail\":\"[a-z ]+\"}");
  }

  @Test
  void shouldAnswerHeadWithTheFieldsOfGet() {
    RawResponse get = fixture.get(SEGMENT);

    RawResponse head = fixture.exchange(HttpFixture.request("HEAD", SEGMENT));

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.fields())
        .usingRecursiveComparison()
        .ignoringFields("date")
        .isEqualTo(get.fields());
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-9, 0, 10",
    "bytes=100-, 100, 870300",
    "bytes=-5, 870395, 5",
    "bytes=870399-999999999, 870399, 1",
    "bytes=-9999999, 0, 870400",
    "BYTES=524280-524300, 524280, 21"
  })
  void shouldSendRange(String range, int offset, int length) {
    RawResponse response = fixture.get(SEGMENT, "Range: " + range);

    assertThat(response.status()).isEqualTo(206);
    assertThat(response.field("content-range"))
        .isEqualTo("bytes " + offset + "-" + (offset + length - 1) + "/" + MEDIA.length);
    assertThat(response.body()).isEqualTo(Arrays.copyOfRange(MEDIA, offset, offset + length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=0-1,5-6", "bytes=9-1", "bytes=a-b", "bytes=-", "items=0-1", "bytes=1", "x"})
  void shouldSendWholeWhereRangeIsToBeIgnored(String range) {
    RawResponse response = fixture.get(SEGMENT, "Range: " + range);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).hasSize(MEDIA.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=870400-", "bytes=-0", "bytes=900000-900001"})
  void shouldRefuseRangeBehindTheLastByte(String range) {
    RawResponse response = fixture.get(SEGMENT, "Range: " + range);

    assertThat(response.status()).isEqualTo(416);
    assertThat(response.field("content-range")).isEqualTo("bytes */870400");
    assertThat(response.field("cache-control")).isEqualTo("no-store");
  }

  @Test
  void shouldObeyRangeOnlyUnderTheSameVersion() {
    RawResponse whole = fixture.get(SEGMENT);

    RawResponse sameTag =
        fixture.get(SEGMENT, "Range: bytes=0-0", "If-Range: " + whole.field("etag"));
    RawResponse sameDate =
        fixture.get(SEGMENT, "Range: bytes=0-0", "If-Range: " + whole.field("last-modified"));
    RawResponse otherTag = fixture.get(SEGMENT, "Range: bytes=0-0", "If-Range: \"other\"");

    assertThat(sameTag.status()).isEqualTo(206);
    assertThat(sameDate.status()).isEqualTo(206);
    assertThat(otherTag.status()).isEqualTo(200);
  }

  @Test
  void shouldAnswerNotModifiedWithTheFieldsOfTheObject() {
    RawResponse whole = fixture.get(SEGMENT);
    String etag = whole.field("etag");

    RawResponse response = fixture.get(SEGMENT, "If-None-Match: \"a,b\", W/" + etag);

    assertThat(response.status()).isEqualTo(304);
    assertThat(response.field("etag")).isEqualTo(etag);
    assertThat(response.field("cache-control")).isEqualTo(whole.field("cache-control"));
    assertThat(fixture.get(SEGMENT, "If-None-Match: *").status()).isEqualTo(304);
    assertThat(fixture.get(SEGMENT, "If-None-Match: \"a\"").status()).isEqualTo(200);
  }

  @Test
  void shouldCompareDatesWhereThereIsNoTag() {
    String lastModified = fixture.get(SEGMENT).field("last-modified");

    RawResponse same = fixture.get(SEGMENT, "If-Modified-Since: " + lastModified);
    RawResponse older = fixture.get(SEGMENT, "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT");
    RawResponse tagWins =
        fixture.get(SEGMENT, "If-None-Match: \"a\"", "If-Modified-Since: " + lastModified);

    assertThat(same.status()).isEqualTo(304);
    assertThat(older.status()).isEqualTo(200);
    assertThat(tagWins.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "deflate, gzip;q=0.5 | true",
        "GZIP | true",
        "* | true",
        "gzip;q=0 | false",
        "*;q=0 | false",
        "identity | false",
        "identity;q=0, gzip;q=0.1 | true",
        "gzip;q=0.3, identity;q=0.9 | false",
        "br | false",
        "gzip;q=x | false"
      })
  void shouldChooseRepresentation(String acceptEncoding, boolean isGzip) {
    RawResponse response = fixture.get(PLAYLIST, "Accept-Encoding: " + acceptEncoding);

    assertThat(response.field("vary")).isEqualTo("Accept-Encoding");
    assertThat(response.field("content-encoding")).isEqualTo(isGzip ? "gzip" : null);
    assertThat(response.body()).isEqualTo(isGzip ? GZIP : TEXT);
  }

  @Test
  void shouldNeverMixRangeAndGzip() {
    RawResponse range = fixture.get(PLAYLIST, "Accept-Encoding: gzip", "Range: bytes=0-6");
    RawResponse gzip = fixture.get(PLAYLIST, "Accept-Encoding: gzip");

    assertThat(range.text()).isEqualTo("#EXTM3U");
    assertThat(range.fields()).doesNotContainKey("content-encoding");
    assertThat(gzip.fields()).doesNotContainKey("accept-ranges");
    assertThat(gzip.field("etag")).isNotEqualTo(range.field("etag"));
  }

  @Test
  void shouldAnswerPreflight() {
    RawResponse response = fixture.exchange(HttpFixture.request(
        "OPTIONS", SEGMENT, "Origin: http://x", "Access-Control-Request-Method: GET"));

    assertThat(response.status()).isEqualTo(204);
    assertThat(response.fields())
        .containsEntry("access-control-allow-origin", "*")
        .containsEntry("access-control-allow-methods", "GET, HEAD, OPTIONS")
        .containsEntry("access-control-max-age", "86400")
        .hasEntrySatisfying(
            "access-control-allow-headers",
            value -> assertThat(value).startsWith("Range, Authorization, CMCD-Object"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "POST", "DELETE", "PATCH", "TRACE", "BREW"})
  void shouldNameTheMethodsThatAreServed(String method) {
    RawResponse response =
        fixture.exchange(HttpFixture.request(method, SEGMENT, "Content-Length: 0"));

    assertThat(response.status()).isEqualTo(405);
    assertThat(response.field("allow")).isEqualTo("GET, HEAD, OPTIONS");
  }

  @Test
  void shouldSendEmptyObject() {
    fixture.put("empty", HttpFixture.SEGMENT_TYPE, new byte[0]);

    assertThat(fixture.get("/live/empty").field("content-length")).isEqualTo("0");
  }

  @Test
  void shouldServeThousandRequestsToAnOrdinaryClient() throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request = HttpRequest.newBuilder(
            URI.create("http://localhost:" + fixture.server.address().getPort() + PLAYLIST))
        .build();

    for (int i = 0; i < 1_000; i++) {
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      assertThat(response.body()).isEqualTo(TEXT);
    }

    assertThat(fixture.server.counters().openConnections.sum()).isEqualTo(1);
  }
}
