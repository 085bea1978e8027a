package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.http.h2.Http2Context;
import dev.sluice.origin.http.h2.RequestHeads;
import dev.sluice.origin.store.ObjectWriter;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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
class Http2IT {
  private static final byte[] TEXT = "#EXTM3U\n".repeat(50).getBytes(UTF_8);
  private static final byte[] MEDIA = HttpFixture.counted(850 * 1024);
  private static final long SHORT_NS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final byte[] SETTINGS = RawFrame.of(RawFrame.SETTINGS, 0, 0);

  private final AtomicReference<Exchange> parked = new AtomicReference<>();
  private HttpFixture fixture;
  private Http2Client client;

  @BeforeEach
  void serve() {
    serve(UnaryOperator.identity());
  }

  @AfterEach
  void close() {
    client.close();
    fixture.awaitNoLeases();
    fixture.awaitConnections(0);
    fixture.close();
  }

  @Test
  void shouldServeManyRequestsAtOnce() {
    List<Http2Client.Exchanged> pending = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      pending.add(client.request("GET", i % 2 == 0 ? "/live/text" : "/live/none"));
    }

    assertThat(pending)
        .extracting(exchanged -> exchanged.response().status())
        .containsExactlyElementsOf(alternating(50));
    assertThat(fixture.server.counters().openConnections.sum()).isEqualTo(1);
  }

  @Test
  void shouldSendGrowingObjectAtTheWritersPace() {
    ObjectWriter writer = fixture.beginGrowing("growing");
    append(writer, 0, 1_000);
    Http2Client.Exchanged exchanged = client.request("GET", "/live/growing");
    Tests.await(() -> exchanged.length() == 1_000, "what is there");

    append(writer, 1_000, MEDIA.length);
    Tests.await(() -> exchanged.length() == MEDIA.length, "what has been added");
    writer.commit();

    assertThat(exchanged.response().body()).isEqualTo(MEDIA);
    assertThat(exchanged.response().fields()).doesNotContainKey("transfer-encoding");
  }

  @Test
  void shouldResetStreamWhenWriterGivesUp() {
    ObjectWriter writer = fixture.beginGrowing("growing");
    append(writer, 0, 1_000);
    Http2Client.Exchanged exchanged = client.request("GET", "/live/growing");
    Tests.await(() -> exchanged.length() == 1_000, "what is there");

    writer.abort();

    assertThat(exchanged.reset()).isEqualTo(Http2Error.INTERNAL_ERROR);
    assertThat(client.get("/live/text").status()).isEqualTo(200);
  }

  @Test
  void shouldLetRequestWaitForItsAnswerWithoutHoldingUpOthers() {
    Http2Client.Exchanged waiting = client.request("GET", "/parked");
    Tests.await(() -> parked.get() != null, "parked");
    assertThat(client.get("/live/text").status()).isEqualTo(200);
    assertThat(waiting.isAnswered()).isFalse();

    parked.get().loop().execute(() -> parked.get().send(HttpError.UNAVAILABLE));

    assertThat(waiting.response().status()).isEqualTo(503);
  }

  @Test
  void shouldReturnLeasesWhenStreamsAreCancelled() {
    client.close();
    client = new Http2Client(fixture.server.address(), /* windowLength= */ 0, Optional.empty());
    List<Http2Client.Exchanged> pending = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      pending.add(client.request("GET", "/live/media"));
    }
    Tests.await(() -> fixture.store.counters().leases() == 20, "leases out");

    pending.forEach(Http2Client.Exchanged::cancel);

    fixture.awaitNoLeases();
  }

  @Test
  void shouldResetStreamOfReaderThatTakesNothing() {
    serve(settings -> settings.writeTimeoutNs(SHORT_NS));
    Http2Client.Exchanged slow = client.stall("/live/large");

    Tests.await(() -> fixture.server.counters().slowReaders.sum() == 1, "cut off");

    fixture.awaitNoLeases();
    assertThat(client.get("/live/media").body()).isEqualTo(MEDIA);
    assertThat(slow.length()).isLessThan(9_000_000);
  }

  @Test
  void shouldCloseConnectionWithoutRequest() {
    serve(settings -> settings.idleTimeoutNs(SHORT_NS));
    assertThat(client.get("/live/text").status()).isEqualTo(200);

    assertThat(client.goAway()).isEqualTo(Http2Error.NO_ERROR);
    fixture.awaitConnections(0);
    assertThat(fixture.server.counters().lateRequests.sum()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 23, 24, 33})
  void shouldExpectFirstRequestWithinTheHeaderTimeout(int length) {
    serve(settings -> settings.headerTimeoutNs(SHORT_NS));
    client.close(); // which has no request either
    fixture.awaitConnections(0);
    long before = fixture.server.counters().lateRequests.sum();
    byte[] begin = Arrays.copyOf(RawFrame.PREFACE, RawFrame.PREFACE.length + SETTINGS.length);
    System.arraycopy(SETTINGS, 0, begin, RawFrame.PREFACE.length, SETTINGS.length);
    try (RawClient raw = fixture.connect()) {
      raw.send(Arrays.copyOf(begin, length));

      Tests.await(() -> fixture.server.counters().lateRequests.sum() == before + 1, "cut off");
    }
  }

  @Test
  void shouldEndConnectionOfPeerThatResetsTooMuch() {
    serve(settings -> settings.http2(new Http2Context().maxResets(20)));
    ByteBuffer frames = ByteBuffer.allocate(1_000);
    for (int id = 1; id < 42; id += 2) {
      frames.put(RawFrame.of(RawFrame.HEADERS, RawFrame.END_HEADERS, id, RawFrame.GET));
      frames.put(RawFrame.of(RawFrame.RST_STREAM, 0, id, new byte[4])); // CVE-2023-44487
    }
    try (RawClient raw = fixture.connect()) {
      raw.send(RawFrame.PREFACE);
      raw.send(SETTINGS);
      raw.send(Arrays.copyOf(frames.array(), frames.position()));

      Tests.await(() -> fixture.server.counters().excessivePeers.sum() == 1, "cut off");
    }
  }

  @Test
  void shouldEndConnectionOfPeerThatMakesTheServerReset() {
    serve(settings -> settings.http2(new Http2Context().maxResets(20)));
    ByteBuffer frames = ByteBuffer.allocate(1_000);
    for (int id = 1; id < 50; id += 2) {
      frames.put(RawFrame.of(RawFrame.HEADERS, RawFrame.END_HEADERS, id, RawFrame.GET));
      // No increment at all is an error of the stream (RFC 9113 §6.9), CVE-2025-55163.
      frames.put(RawFrame.windowUpdate(id, /* length= */ 0));
    }
    try (RawClient raw = fixture.connect()) {
      raw.send(RawFrame.PREFACE);
      raw.send(SETTINGS);
      raw.send(Arrays.copyOf(frames.array(), frames.position()));

      Tests.await(() -> fixture.server.counters().excessivePeers.sum() == 1, "cut off");
    }
  }

  @Test
  void shouldEndConnectionOfPeerThatSendsNothingAgainAndAgain() {
    try (RawClient raw = fixture.connect()) {
      raw.send(RawFrame.PREFACE);
      raw.send(SETTINGS);
      raw.send(RawFrame.of(RawFrame.HEADERS, RawFrame.END_HEADERS, 1, RawFrame.GET));
      for (int i = 0; i < 3; i++) {
        raw.send(RawFrame.of(RawFrame.DATA, 0, 1)); // CVE-2019-9518
      }

      Tests.await(() -> fixture.server.counters().excessivePeers.sum() == 1, "cut off");
    }
  }

  @Test
  void shouldRefuseStreamsPastTheLimit() {
    serve(settings -> settings.http2(new Http2Context().maxStreams(2)));
    try (RawClient raw = fixture.connect()) {
      raw.send(RawFrame.PREFACE);
      raw.send(SETTINGS);
      receive(raw, RawFrame.SETTINGS);
      raw.send(RawFrame.of(RawFrame.SETTINGS, RawFrame.ACK, 0)); // a limit holds from here on

      raw.send(RawFrame.get("/parked", 1, 0));
      raw.send(RawFrame.get("/parked", 3, 0));
      raw.send(RawFrame.get("/live/text", 5, 0));

      ByteBuffer reset = receive(raw, RawFrame.RST_STREAM);
      assertThat(reset.getInt(RawFrame.STREAM_ID_OFFSET)).isEqualTo(5);
      assertThat(reset.getInt(RawFrame.HEAD_LENGTH))
          .isEqualTo((int) Http2Error.REFUSED_STREAM.code());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"X: a\r\nSet-Cookie: b", "X: a\0", "Connection: close"})
  void shouldResetStreamWithFieldThatHttp1CouldNotSay(String field) {
    Http2Client.Exchanged exchanged = client.request("GET", "/live/text", field);

    assertThat(exchanged.reset()).isEqualTo(Http2Error.PROTOCOL_ERROR);
    assertThat(client.get("/live/text").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {":path: /live/ text", ":method: G T"})
  void shouldRefuseRequestLineThatHttp1CouldNotSay(String field) {
    assertThat(client.get("/live/text", field).status()).isEqualTo(400);
    assertThat(client.get("/live/text").status()).isEqualTo(200);
  }

  @Test
  void shouldRefuseHeadThatIsTooLarge() {
    assertThat(client.get("/live/text", "X: " + "a".repeat(20_000)).status()).isEqualTo(431);
  }

  @Test
  void shouldRefuseHeadWithTooManyFields() {
    String[] fields = new String[RequestHeads.MAX_FIELD_COUNT + 1];
    Arrays.setAll(fields, i -> "x" + i + ": a");

    assertThat(client.get("/live/text", fields).status()).isEqualTo(431);
    assertThat(client.get("/live/text").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void shouldKeepTheOldObjectWhenTheBodyIsNotAsLongAsItsLength(int length) {
    client.exchange("PUT", "/cache/ns/a.ts", "old".getBytes(UTF_8));

    Http2Client.Exchanged exchanged = client.begin("PUT", "/cache/ns/a.ts", "Content-Length: 3");
    exchanged.send(new byte[length], /* isLast= */ true);

    assertThat(exchanged.reset()).isEqualTo(Http2Error.PROTOCOL_ERROR);
    assertThat(client.get("/cache/ns/a.ts").text()).isEqualTo("old");
  }

  @Test
  void shouldAnswerBeforeBodyThatNobodyWants() {
    Http2Client.Exchanged exchanged = client.begin("PUT", "/live/text");
    for (int i = 0; i < 10; i++) {
      exchanged.send(new byte[10_000], /* isLast= */ false);
    }

    assertThat(exchanged.response().status()).isEqualTo(405);
    assertThat(exchanged.reset()).isEqualTo(Http2Error.NO_ERROR);
    assertThat(client.get("/live/text").status()).isEqualTo(200);
  }

  @Test
  void shouldGiveLeasesBackWhenServerCloses() {
    client.close();
    client = new Http2Client(fixture.server.address(), /* windowLength= */ 0, Optional.empty());
    client.request("GET", "/live/media");
    Tests.await(() -> fixture.store.counters().leases() == 1, "lease out");

    fixture.server.close();

    assertThat(fixture.store.counters().leases()).isZero();
  }

  private void serve(UnaryOperator<HttpContext> settings) {
    if (fixture != null) {
      client.close();
      fixture.close();
    }
    fixture = new HttpFixture(context ->
        settings.apply(context.handler("/parked", (exchange, path) -> parked.set(exchange))));
    fixture.put("text", HttpFixture.PLAYLIST_TYPE, TEXT);
    fixture.put("media", HttpFixture.SEGMENT_TYPE, MEDIA);
    fixture.put("large", HttpFixture.SEGMENT_TYPE, new byte[9_000_000]);
    client = new Http2Client(fixture.server.address());
  }

  /** Reads frames until one of a type has come, and returns that. */
  private static ByteBuffer receive(RawClient raw, int type) {
    ByteBuffer frame = frame(raw);
    while (frame.get(RawFrame.TYPE_OFFSET) != type) {
      frame = frame(raw);
    }
    return frame;
  }

  private static ByteBuffer frame(RawClient raw) {
    byte[] head = raw.read(RawFrame.HEAD_LENGTH);
    int length = ByteBuffer.wrap(head).getInt() >>> Byte.SIZE;
    return ByteBuffer.allocate(head.length + length).put(head).put(raw.read(length));
  }

  private static void append(ObjectWriter writer, int from, int to) {
    HttpFixture.append(writer, Arrays.copyOfRange(MEDIA, from, to));
    writer.publish();
  }

  private static List<Integer> alternating(int count) {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      statuses.add(i % 2 == 0 ? 200 : 404);
    }
    return statuses;
  }
}
