package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
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
class PagesIT {
  private static final String GZIP = "Accept-Encoding: gzip";
  private static final Page FIXED =
      Page.fixed("text/css", "no-cache", "a { color: red }\n".repeat(400).getBytes(UTF_8));

  private static final Page LONG =
      Page.fixed("text/plain", "no-cache", "a { color: red }\n".repeat(20_000).getBytes(UTF_8));

  private final AtomicBoolean isReady = new AtomicBoolean();
  private HttpFixture fixture;
  private volatile byte[] large = new byte[2 * PageResource.UNCOUNTED_LENGTH];

  @BeforeEach
  void serve() {
    fixture = new HttpFixture(settings -> settings
        .readiness(isReady::get)
        .page("/", path -> page("console"))
        .page("/fixed", path -> FIXED)
        .page("/long", path -> LONG)
        .page("/large", path -> new Page(200, "text/plain", "no-store", large))
        .page("/hidden", Access.OFF, path -> page("hidden"))
        .page("/local", Access.LOOPBACK, path -> page("local"))
        .prefix("/watch/", path -> page("watch " + path))
        .prefix("/watch/static/", path -> page("static " + path)));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void shouldAnswerWithTheMostPreciseRoute() {
    assertThat(fixture.get("/").text()).isEqualTo("console");
    assertThat(fixture.get("/watch/main?x=1").text()).isEqualTo("watch /watch/main");
    assertThat(fixture.get("/watch/static/a.js").text()).isEqualTo("static /watch/static/a.js");
    assertThat(fixture.get("/local").text()).isEqualTo("local");
    assertThat(fixture.get("/hidden").status()).isEqualTo(404);
    assertThat(fixture.get("/watch").status()).isEqualTo(404);
  }

  @Test
  void shouldSendFieldsOfPage() {
    RawResponse response = fixture.exchange(HttpFixture.request("HEAD", "/"));

    assertThat(response.fields())
        .containsEntry("content-type", "text/html")
        .containsEntry("cache-control", "no-cache")
        .containsEntry("content-length", "7")
        .containsEntry("access-control-allow-origin", "*");
  }

  @Test
  void shouldRefuseLargePagesWhileTooManyWaitForTheirReaders() {
    large = new byte[(int) (rendered().maxLength() / 4)];
    try (Http2Client client =
        new Http2Client(fixture.server.address(), /* windowLength= */ 0, Optional.empty())) {
      List<Http2Client.Exchanged> admitted = ask(client, 4, "/large");
      List<Http2Client.Exchanged> refused = ask(client, 2, "/large");

      assertThat(admitted).extracting(Http2Client.Exchanged::status).containsOnly(200);
      assertThat(refused).extracting(Http2Client.Exchanged::status).containsOnly(503);
      assertThat(fixture.server.counters().refusedBodies.sum()).isEqualTo(2);
      admitted.forEach(Http2Client.Exchanged::cancel);
      awaitNothingRendered();
      assertThat(ask(client, 1, "/large").get(0).status()).isEqualTo(200);
    }
    awaitNothingRendered();
  }

  @Test
  void shouldNotCountPagesThatAllAnswersShare() {
    try (Http2Client client =
        new Http2Client(fixture.server.address(), /* windowLength= */ 0, Optional.empty())) {
      List<Http2Client.Exchanged> waiting = ask(client, 3, "/fixed");

      assertThat(waiting).extracting(Http2Client.Exchanged::status).containsOnly(200);
      assertThat(FIXED.body()).hasSizeGreaterThan(PageResource.UNCOUNTED_LENGTH);
      assertThat(rendered().length()).isZero();
    }
  }

  @Test
  void shouldSendALongPageWhole() {
    assertThat(LONG.body()).hasSizeGreaterThan(3 * PacedBody.PIECE_LENGTH);
    assertThat(fixture.get("/long").body()).isEqualTo(LONG.body());
    try (Http2Client client = new Http2Client(fixture.server.address())) {
      assertThat(client.get("/long").body()).isEqualTo(LONG.body());
    }
  }

  @Test
  void shouldCountLargePageUntilItsReaderHasIt() {
    assertThat(fixture.get("/large").body()).isEqualTo(large);

    awaitNothingRendered();
  }

  @Test
  void shouldTagFixedPagesAndCompressThemForThoseWhoTakeIt() throws IOException {
    RawResponse identity = fixture.get("/fixed");
    RawResponse gzip = fixture.exchange(HttpFixture.request("GET", "/fixed", GZIP));

    assertThat(identity.body()).isEqualTo(FIXED.body());
    assertThat(identity.fields()).doesNotContainKey("content-encoding");
    assertThat(gzip.body()).hasSizeLessThan(200);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
        .isEqualTo(FIXED.body());
    assertThat(gzip.fields())
        .containsEntry("content-encoding", "gzip")
        .containsEntry("vary", "Accept-Encoding");
    assertThat(gzip.field("etag")).isNotEqualTo(identity.field("etag"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Accept-Encoding: identity", GZIP})
  void shouldSayThatCopyOfFixedPageIsStillGood(String encoding) {
    String etag =
        fixture.exchange(HttpFixture.request("GET", "/fixed", encoding)).field("etag");

    RawResponse response = fixture.exchange(
        HttpFixture.request("GET", "/fixed", encoding, "If-None-Match: W/\"x\", " + etag));

    assertThat(response.status()).isEqualTo(304);
    assertThat(response.body()).isEmpty();
    assertThat(response.fields())
        .containsEntry("etag", etag)
        .containsEntry("cache-control", "no-cache");
  }

  @Test
  void shouldTellHealthAndReadiness() {
    assertThat(fixture.get("/healthz").text()).isEqualTo("ok");
    assertThat(fixture.get("/readyz").status()).isEqualTo(503);

    isReady.set(true);

    assertThat(fixture.get("/readyz").status()).isEqualTo(200);
  }

  @Test
  void shouldShowCountersInMetrics() {
    fixture.get("/nothing");

    RawResponse response = fixture.get("/metrics");

    assertThat(response.field("content-type")).startsWith("text/plain; version=0.0.4");
    assertThat(response.text())
        .contains("sluice_http_responses_total{class=\"4xx\"} 1.0", "jvm_threads_current")
        .doesNotContain("nothing");
  }

  @Test
  void shouldRefuseSecondHandlerOfPathAndUnfinishedSettings() {
    HttpContext context = new HttpContext().page("/", path -> page(""));

    assertThatThrownBy(() -> context.page("/", path -> page("")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> context.maxConnections(0).conclude())
        .hasMessage("http.max_connections: 0 (expected: 1 to 2147483647)");
    assertThatThrownBy(() -> context.maxConnections(1).corsOrigin("a\r\nb").conclude())
        .hasMessageContaining("http.cors_origin");
  }

  private static Page page(String text) {
    return new Page(200, "text/html", "no-cache", text.getBytes(UTF_8));
  }

  /** Asks for a page many times, and waits for the heads of the answers. */
  private static List<Http2Client.Exchanged> ask(Http2Client client, int count, String path) {
    List<Http2Client.Exchanged> asked =
        Stream.generate(() -> client.request("GET", path)).limit(count).toList();
    asked.forEach(request -> Tests.await(request::isAnswered, "an answer"));
    return asked;
  }

  private RenderedBytes rendered() {
    return fixture.server.renderedBytes();
  }

  private void awaitNothingRendered() {
    Tests.await(() -> rendered().length() == 0, "all given back");
  }
}
