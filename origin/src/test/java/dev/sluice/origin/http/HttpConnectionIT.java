package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.http.h2.RequestHeads;
import dev.sluice.origin.net.EventLoops;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
class HttpConnectionIT {
  private static final int PAIR_COUNT = WaitingMessages.MAX_HEAD_COUNT / 2;
  private static final byte[] TEXT = "#EXTM3U\n".getBytes(UTF_8);
  private static final byte[] MEDIA = HttpFixture.counted(850 * 1024);
  private static final String GET_TEXT = HttpFixture.request("GET", "/live/text");
  private static final String GET_MEDIA = HttpFixture.request("GET", "/live/media");
  private static final int SMALL_BUFFER_LENGTH = 4096;

  private HttpFixture fixture;

  @BeforeEach
  void serve() {
    fixture = serving(new HttpFixture());
  }

  @AfterEach
  void close() {
    fixture.awaitNoLeases();
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/live/text", "/live/media"})
  void shouldAnswerPipelinedRequestsInOrder(String path) {
    String request = HttpFixture.request("GET", path);
    byte[] expected = path.endsWith("text") ? TEXT : MEDIA;
    try (RawClient client = fixture.connect()) {
      client.send((request + HttpFixture.request("GET", "/live/none")).repeat(PAIR_COUNT));

      for (int i = 0; i < PAIR_COUNT; i++) {
        assertThat(client.receive().body()).isEqualTo(expected);
        assertThat(client.receive().status()).isEqualTo(404);
      }
    }
  }

  @Test
  void shouldTakeRequestInEverySplit() {
    byte[] request = HttpFixture.request("GET", "/live/t%65xt?a=b", "Accept-Encoding: gzip")
        .getBytes(ISO_8859_1);
    try (RawClient client = fixture.connect()) {
      for (int size = 1; size < request.length; size++) {
        client.send(Arrays.copyOf(request, size));
        client.send(Arrays.copyOfRange(request, size, request.length));

        assertThat(client.receive().body()).isEqualTo(TEXT);
      }
    }
  }

  @Test
  void shouldCutOffReaderThatTakesNothing() {
    serve(new HttpFixture(settings -> settings.writeTimeoutNs(TimeUnit.MILLISECONDS.toNanos(200))));
    fixture.put("large", HttpFixture.SEGMENT_TYPE, new byte[9_000_000]);
    try (RawClient slow = new RawClient(fixture.server.address(), SMALL_BUFFER_LENGTH);
        RawClient other = fixture.connect()) {
      slow.send(HttpFixture.request("GET", "/live/large"));
      other.send(GET_MEDIA);

      assertThat(other.receive().body()).isEqualTo(MEDIA);
      Tests.await(() -> fixture.server.counters().slowReaders.sum() == 1, "cut off");
      fixture.awaitConnections(1);
      fixture.awaitNoLeases();
    }
  }

  @Test
  void shouldLeaveNothingBehindWhenClientsReset() {
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      try (RawClient client = fixture.connect().resetting()) {
        client.send(GET_MEDIA.repeat(1 + random.nextInt(3)));
        client.read(random.nextInt(MEDIA.length));
      }
    }

    fixture.awaitConnections(0);
    fixture.awaitNoLeases();
  }

  @Test
  void shouldRefuseConnectionsPastTheLimitAndGoOnForOthers() {
    serve(new HttpFixture(settings -> settings.maxConnectionsPerIp(2)));
    try (RawClient first = fixture.connect();
        RawClient second = fixture.connect();
        RawClient surplus = fixture.connect()) {
      assertThat(surplus.isEnded()).isTrue();
      first.send(GET_TEXT);
      second.send(GET_TEXT);
      assertThat(first.receive().status()).isEqualTo(200);
      assertThat(second.receive().status()).isEqualTo(200);
    }
    assertThat(fixture.server.counters().refusedConnections.sum()).isEqualTo(1);
    fixture.awaitConnections(0);
    assertThat(fixture.get("/live/text").status()).isEqualTo(200);
  }

  @Test
  void shouldRefuseConnectionsPastTheTotal() {
    serve(new HttpFixture(settings -> settings.maxConnections(1)));
    try (RawClient first = fixture.connect();
        RawClient surplus = fixture.connect()) {
      first.send(GET_TEXT);

      assertThat(first.receive().status()).isEqualTo(200);
      assertThat(surplus.isEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /live/te", "GET /live/text HTTP/1.1\r\nHost: x\r\nX-Drip: "})
  void shouldCutOffRequestThatDoesNotArrive(String begin) {
    serve(
        new HttpFixture(settings -> settings.headerTimeoutNs(TimeUnit.MILLISECONDS.toNanos(100))));
    try (RawClient client = fixture.connect()) {
      client.send(begin);

      assertThat(client.isEnded()).isTrue();
    }
    assertThat(fixture.server.counters().lateRequests.sum()).isEqualTo(1);
  }

  @Test
  void shouldCloseIdleConnection() {
    serve(new HttpFixture(settings -> settings.idleTimeoutNs(TimeUnit.MILLISECONDS.toNanos(100))));
    try (RawClient client = fixture.connect()) {
      client.send(GET_TEXT);

      assertThat(client.receive().status()).isEqualTo(200);
      assertThat(client.isEnded()).isTrue();
    }
    assertThat(fixture.server.counters().lateRequests.sum()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "GET /live/text HTTP/1.1\\r\\n, 400",
    "GET /live/text HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n, 400",
    "GET /live/text HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n, 400",
    "GET /live/text HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 5\\r\\nContent-Length: 6\\r\\n, 400",
    "GET /live/text HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: -5\\r\\n, 400",
    "GET /live/text HTTP/1.1\\r\\nHost : a\\r\\n, 400",
    "GET /live/text HTTP/1.1\\r\\nHost: a\\r\\nX: \\0\\r\\n, 400",
    "GET /live/text HTTP/9.x\\r\\nHost: a\\r\\n, 400",
    "GET live/text HTTP/1.1\\r\\nHost: a\\r\\n, 400",
    "GET /live/a b HTTP/1.1\\r\\nHost: a\\r\\n, 400",
    "NONSENSE\\r\\n, 400"
  })
  void shouldRefuseWhatTwoServersCouldReadDifferently(String head, int status) {
    try (RawClient client = fixture.connect()) {
      client.send(head.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0") + "\r\n");

      assertThat(client.receive().status()).isEqualTo(status);
    }
  }

  @Test
  void shouldTakeTargetWithAuthority() {
    assertThat(fixture.get("http://other:1/live/text").body()).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @CsvSource({"20000, X, 431", "20000, /, 414"})
  void shouldRefuseHeadThatIsTooLarge(int length, String kind, int status) {
    String filling = "a".repeat(length);
    RawResponse response =
        kind.equals("X") ? fixture.get("/live/text", "X: " + filling) : fixture.get("/" + filling);

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.field("connection")).isEqualTo("close");
  }

  @Test
  void shouldRefuseHeadWithTooManyFields() {
    String[] most = IntStream.range(2, RequestHeads.MAX_FIELD_COUNT) // beside Host
        .mapToObj(i -> "X: a")
        .toArray(String[]::new);
    String[] tooMany = Arrays.copyOf(most, most.length + 2);
    Arrays.fill(tooMany, most.length, tooMany.length, "X: a");

    assertThat(fixture.get("/live/text", most).status()).isEqualTo(200);
    assertThat(fixture.get("/live/text", tooMany).status()).isEqualTo(431);
  }

  @Test
  void shouldDiscardBodyOfGet() {
    try (RawClient client = fixture.connect()) {
      client.send(
          HttpFixture.request("GET", "/live/text", "Content-Length: 5") + "12345" + GET_TEXT);

      assertThat(client.receive().body()).isEqualTo(TEXT);
      assertThat(client.receive().body()).isEqualTo(TEXT);
    }
  }

  @Test
  void shouldEndConnectionWhoseBodyIsTooLargeToDiscard() {
    try (RawClient client = fixture.connect()) {
      client.send(
          HttpFixture.request("GET", "/live/text", "Content-Length: 999999") + "x".repeat(70_000));

      assertThat(client.receive().body()).isEqualTo(TEXT);
      assertThat(client.isEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, close, close",
    "HTTP/1.0, close, close",
    "HTTP/1.0, keep-alive, keep-alive",
    "HTTP/1.1, keep-alive,"
  })
  void shouldKeepConnectionAsAsked(String version, String asked, String answered) {
    try (RawClient client = fixture.connect()) {
      client.send(
          "GET /live/media " + version + "\r\nHost: a\r\nConnection: " + asked + "\r\n\r\n");
      RawResponse response = client.receive();

      assertThat(response.body()).isEqualTo(MEDIA);
      assertThat(response.field("connection")).isEqualTo(answered);
      if ("close".equals(answered)) {
        assertThat(client.isEnded()).isTrue();
      }
    }
  }

  @Test
  void shouldAnswerPeerThatHasEndedItsOutput() {
    try (RawClient client = fixture.connect()) {
      client.send(GET_MEDIA + GET_TEXT);
      client.endOutput();

      assertThat(client.receive().body()).isEqualTo(MEDIA);
      assertThat(client.receive().body()).isEqualTo(TEXT);
      assertThat(client.isEnded()).isTrue();
    }
    fixture.awaitConnections(0);
  }

  @Test
  void shouldSendTheWholeLastAnswerToPeerThatHasEndedItsOutput() {
    byte[] body = new byte[4_000_000];
    fixture.put("long", HttpFixture.SEGMENT_TYPE, body);
    try (RawClient client = new RawClient(fixture.server.address(), SMALL_BUFFER_LENGTH)) {
      client.send(HttpFixture.request("GET", "/live/long", "Connection: close"));
      client.endOutput();

      assertThat(client.receive().body()).isEqualTo(body);
      assertThat(client.isEnded()).isTrue();
    }
    fixture.awaitConnections(0);
  }

  @Test
  void shouldServeTheSameOverNio() {
    System.setProperty(EventLoops.TRANSPORT_PROPERTY, "nio");
    try {
      serve(new HttpFixture());
    } finally {
      System.clearProperty(EventLoops.TRANSPORT_PROPERTY);
    }

    shouldAnswerPipelinedRequestsInOrder("/live/media");
    shouldLeaveNothingBehindWhenClientsReset();
    shouldAnswerPeerThatHasEndedItsOutput();
  }

  @Test
  void shouldReturnLeasesWhenServerCloses() {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      RawClient client = new RawClient(fixture.server.address(), SMALL_BUFFER_LENGTH);
      client.send(GET_MEDIA.repeat(8));
      clients.add(client);
    }
    Tests.await(() -> fixture.store.counters().leases() >= 8, "leases out");

    fixture.server.close();

    assertThat(fixture.store.counters().leases()).isZero();
    clients.forEach(RawClient::close);
  }

  @Test
  void shouldNameTheAddressThatCannotBeBound() {
    HttpContext taken = new HttpContext().listenAddress(fixture.server.address());

    assertThatThrownBy(() -> HttpServer.launch(taken))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("http.listen");
  }

  private void serve(HttpFixture other) {
    fixture.close();
    fixture = serving(other);
  }

  private static HttpFixture serving(HttpFixture fixture) {
    fixture.put("text", HttpFixture.SEGMENT_TYPE, TEXT);
    fixture.put("media", HttpFixture.SEGMENT_TYPE, MEDIA);
    return fixture;
  }
}
