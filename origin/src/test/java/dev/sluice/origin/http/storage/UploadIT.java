package dev.sluice.origin.http.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.http.RawClient;
import dev.sluice.origin.http.RawResponse;
import dev.sluice.origin.store.NamespaceSpec;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ExtendWith(NativeMemoryExtension.class)
class UploadIT {
  private static final byte[] MEDIA = new byte[850 * 1024];

  static {
    new Random(5).nextBytes(MEDIA);
  }

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

  @Test
  void shouldTakeChunkedBodyAndPost() {
    try (RawClient client = fixture.connect()) {
      client.send(StorageFixture.request("POST", "/cache/ns/k.json", "Transfer-Encoding: chunked"));
      client.send(StorageFixture.chunk("{\"a\":") + "3;x=y\r\n1}\n\r\n0\r\nTrailer: x\r\n\r\n");

      assertThat(client.receive().status()).isEqualTo(204);
    }
    assertThat(fixture.get("/cache/ns/k.json").text()).isEqualTo("{\"a\":1}\n");
  }

  @Test
  void shouldTakeBodyInEverySplit() {
    byte[] request = (StorageFixture.request("PUT", "/cache/ns/s.ts", "Transfer-Encoding: chunked")
            + StorageFixture.chunk("abc") + StorageFixture.chunk("defgh") + "0\r\n\r\n")
        .getBytes(UTF_8);
    try (RawClient client = fixture.connect()) {
      for (int size = 1; size < request.length; size++) {
        client.send(Arrays.copyOf(request, size));
        client.send(Arrays.copyOfRange(request, size, request.length));

        assertThat(client.receive().status()).isEqualTo(204);
      }
      client.send(StorageFixture.request("GET", "/cache/ns/s.ts"));
      assertThat(client.receive().text()).isEqualTo("abcdefgh");
    }
  }

  @Test
  void shouldRefuseLengthBeforeTheBody() {
    try (RawClient client = fixture.connect()) {
      client.send(StorageFixture.request("PUT", "/cache/ns/k.ts", "Content-Length: 10000001"));

      RawResponse response = client.receive();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.field("connection")).isEqualTo("close");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void shouldKeepConnectionWhenASmallBodyIsRefused() {
    try (RawClient client = fixture.connect()) {
      client.send(StorageFixture.request("PUT", "/cache/other/k", "Content-Length: 3") + "abc");
      client.send(StorageFixture.request("GET", "/healthz"));

      assertThat(client.receive().status()).isEqualTo(404);
      assertThat(client.receive().text()).isEqualTo("ok");
    }
  }

  @Test
  void shouldSendContinueOnlyWhenTheBodyIsWanted() {
    try (RawClient client = fixture.connect()) {
      String[] fields = {"Expect: 100-continue", "Content-Length: 3"};
      client.send(StorageFixture.request("PUT", "/cache/ns/k", fields));
      assertThat(client.receive(/* isHead= */ true).status()).isEqualTo(100);
      client.send("abc");
      assertThat(client.receive().status()).isEqualTo(204);

      client.send(StorageFixture.request("PUT", "/cache/other/k", fields));
      RawResponse refused = client.receive();
      assertThat(refused.status()).isEqualTo(404);
      assertThat(refused.field("connection")).isEqualTo("close");
    }
  }

  @Test
  void shouldNotFindNamespaceThatIsRemovedWhileAPlaylistComes() {
    try (RawClient client = fixture.connect()) {
      String[] fields = {"Expect: 100-continue", "Content-Length: 8"};
      client.send(StorageFixture.request("PUT", "/cache/ns/v0.m3u8", fields));
      assertThat(client.receive(/* isHead= */ true).status()).isEqualTo(100);

      fixture.store.remove("ns");
      client.send("#EXTM3U\n");

      assertThat(client.receive().status()).isEqualTo(404);
    }
  }

  @Test
  void shouldAnswerPipelinedRequestsInOrder() {
    String requests = StorageFixture.request("PUT", "/cache/ns/k.ts", "Content-Length: 3") + "abc"
        + StorageFixture.request("GET", "/cache/ns/k.ts")
        + StorageFixture.request("PUT", "/cache/ns/k.ts", "Transfer-Encoding: chunked")
        + StorageFixture.chunk("de") + "0\r\n\r\n"
        + StorageFixture.request("GET", "/cache/ns/k.ts")
        + StorageFixture.request("DELETE", "/cache/ns/k.ts");
    try (RawClient client = fixture.connect()) {
      client.send(requests.repeat(40));

      for (int i = 0; i < 40; i++) {
        assertThat(client.receive().status()).isEqualTo(204);
        assertThat(client.receive().text()).isEqualTo("abc");
        assertThat(client.receive().status()).isEqualTo(204);
        assertThat(client.receive().text()).isEqualTo("de");
        assertThat(client.receive().status()).isEqualTo(204);
      }
    }
  }

  @Test
  void shouldTakeAThousandPutsOnOneConnection() throws Exception {
    HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    for (int i = 0; i < 1000; i++) {
      HttpRequest request = HttpRequest.newBuilder(uri("/cache/ns/k" + i % 7 + ".ts"))
          .PUT(HttpRequest.BodyPublishers.ofByteArray(MEDIA, 0, 1000 + i))
          .expectContinue(i % 10 == 0)
          .timeout(Duration.ofSeconds(10))
          .build();
      assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(204);
    }
    assertThat(fixture.get("/cache/ns/k5.ts").body()).isEqualTo(Arrays.copyOf(MEDIA, 1000 + 999));
  }

  @Test
  void shouldStreamSegmentWhileItIsPut() {
    try (RawClient encoder = fixture.connect();
        RawClient reader = fixture.connect()) {
      encoder.send(StorageFixture.request("PUT", "/cache/ns/s.ts", "Content-Length: 6") + "abc");
      awaitStatus("/cache/ns/s.ts", 200);
      reader.send(StorageFixture.request("GET", "/cache/ns/s.ts"));
      reader.receive(/* isHead= */ true);
      assertThat(reader.read(8)).isEqualTo("3\r\nabc\r\n".getBytes(UTF_8));

      encoder.send("def");

      assertThat(encoder.receive().status()).isEqualTo(204);
      assertThat(reader.read(13)).isEqualTo("3\r\ndef\r\n0\r\n\r\n".getBytes(UTF_8));
    }
  }

  @Test
  void shouldShowTextOnlyWhole() {
    fixture.put("/cache/ns/a.json", "old");
    try (RawClient client = fixture.connect()) {
      client.send(StorageFixture.request("PUT", "/cache/ns/a.json", "Content-Length: 3") + "ne");
      assertThat(fixture.get("/cache/ns/a.json").text()).isEqualTo("old");
      client.send("w");

      assertThat(client.receive().status()).isEqualTo(204);
      assertThat(fixture.get("/cache/ns/a.json").text()).isEqualTo("new");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.ts", "a.m3u8", "a.jpg"})
  void shouldLeaveTheOldObjectWhenThePutIsLost(String key) {
    fixture.put("/cache/ns/" + key, "old");
    try (RawClient client = fixture.connect().resetting()) {
      client.send(StorageFixture.request("PUT", "/cache/ns/" + key, "Content-Length: 900") + "new");
      fixture.get("/healthz");
    }

    Tests.await(() -> fixture.get("/cache/ns/" + key).text().equals("old"), "old object is back");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\nrest",
        "-3\r\nabc\r\n0\r\n\r\n",
        "+3\r\nabc\r\n0\r\n\r\n",
        "0x3\r\nabc\r\n0\r\n\r\n",
        "3;a\nb\r\nabc\r\n0\r\n\r\n",
        "3;a=\"\r\n0\r\n\r\n\"\r\nabc\r\n0\r\n\r\n",
        "3\nabc\r\n0\r\n\r\n",
        "3\r\nabcd\r\n0\r\n\r\n",
        "3\r\nabc\n0\r\n\r\n",
        "fffffffffffffffff\r\nabc\r\n0\r\n\r\n"
      })
  void shouldRefuseMalformedChunkAndKeepTheOldObject(String chunk) {
    fixture.put("/cache/ns/a.ts", "old");
    try (RawClient client = fixture.connect()) {
      client.send(StorageFixture.request("PUT", "/cache/ns/a.ts", "Transfer-Encoding: chunked"));
      client.send(StorageFixture.chunk("new") + chunk);

      RawResponse response = client.receive();
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.field("connection")).isEqualTo("close");
      assertThat(client.isEnded()).isTrue();
    }
    assertThat(fixture.get("/cache/ns/a.ts").text()).isEqualTo("old");
  }

  @Test
  void shouldEndConnectionThatIsHalfClosedWithinABody() {
    try (RawClient client = fixture.connect()) {
      client.send(StorageFixture.request("PUT", "/cache/ns/a.ts", "Content-Length: 9") + "new");
      client.endOutput();

      assertThat(client.isEnded()).isTrue();
    }
    Tests.await(() -> fixture.store.counters().objects() == 0, "nothing is left");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/cache/ns/k.ts", "/cache/ns/k.m3u8"})
  void shouldRefuseObjectsWithoutBytesWhenThereIsNoRoomForOneMore(String path) {
    fixture.close();
    fixture = new StorageFixture(
        NamespaceSpec.of("ns", 10_000_000), UnaryOperator.identity(), UnaryOperator.identity());
    try (RawClient client = fixture.connect()) {
      for (int i = 0; i < 10_000_000 / 8192; i++) {
        client.send(StorageFixture.request("PUT", "/cache/ns/" + i + ".ts", "Content-Length: 0"));
        assertThat(client.receive().status()).isEqualTo(204);
      }
    }

    assertThat(fixture.put(path, "").status()).isEqualTo(503);
    fixture.store.doWork();
    assertThat(fixture.put(path, "").status()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldWaitALittleForRoom(boolean isRoomMade) throws InterruptedException {
    fixture.close();
    fixture = new StorageFixture(
        NamespaceSpec.of("ns", 10_000_000), UnaryOperator.identity(), UnaryOperator.identity());
    byte[] large = Arrays.copyOf(MEDIA, 6_000_000);
    fixture.put("/cache/ns/first.ts", large);
    ScheduledExecutorService house = Executors.newSingleThreadScheduledExecutor();
    try (RawClient client = fixture.connect()) {
      if (isRoomMade) {
        house.scheduleWithFixedDelay(fixture.store::doWork, 0, 1, TimeUnit.MILLISECONDS);
      }
      client.send(StorageFixture.request("PUT", "/cache/ns/second.ts", "Content-Length: 6000000"));
      client.send(large);

      RawResponse response = client.receive();
      assertThat(response.status()).isEqualTo(isRoomMade ? 204 : 503);
      assertThat(response.field("retry-after")).isEqualTo(isRoomMade ? null : "1");
    } finally {
      house.shutdown();
      assertThat(house.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(fixture.get("/cache/ns/second.ts").status()).isEqualTo(isRoomMade ? 200 : 404);
    assertThat(fixture.get("/cache/ns/first.ts").status()).isEqualTo(isRoomMade ? 404 : 200);
  }

  @Test
  void shouldLetTheLastToFinishWin() {
    try (RawClient first = fixture.connect();
        RawClient second = fixture.connect()) {
      first.send(StorageFixture.request("PUT", "/cache/ns/a.ts", "Content-Length: 5") + "fir");
      awaitStatus("/cache/ns/a.ts", 200);
      second.send(StorageFixture.request("PUT", "/cache/ns/a.ts", "Content-Length: 6") + "second");
      assertThat(second.receive().status()).isEqualTo(204);
      assertThat(fixture.get("/cache/ns/a.ts").text()).isEqualTo("second");

      first.send("st");

      assertThat(first.receive().status()).isEqualTo(204);
      assertThat(fixture.get("/cache/ns/a.ts").text()).isEqualTo("first");
    }
  }

  private void awaitStatus(String path, int status) {
    Tests.await(
        () -> fixture.exchange("HEAD", path).status() == status, path + " answers " + status);
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + fixture.server.address().getPort() + path);
  }
}
