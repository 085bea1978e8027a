package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.tls.CertificateStore;
import dev.sluice.origin.tls.PemFiles;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One table of requests and answers for every version of HTTP, asked by clients of ours and by curl. */
@Timeout(60)
@ExtendWith(NativeMemoryExtension.class)
class SemanticsIT {
  private static final X509Bundle CERTIFICATE = PemFiles.bundle("localhost");
  private static final Set<String> FIELDS_OF_ONE_ANSWER = Set.of("date", "connection", ":status");
  private static final int PIECE_LENGTH = 20_000;
  private static final Map<String, byte[]> OBJECTS = Map.of(
      "media", HttpFixture.counted(600_000),
      "text", "#EXTM3U\n#EXT-X-VERSION:3\n".getBytes(UTF_8),
      "gzip", new byte[] {31, (byte) 139, 8, 0});
  private static final TableRequest GET_SMALL =
      new TableRequest("GET", "/live/cam/small.ts", "", List.of());
  private static final TableRequest GET_PUT =
      new TableRequest("GET", "/cache/ns/put.ts", "", List.of());

  @TempDir
  Path directory;

  private CertificateStore certificates;
  private HttpFixture fixture;

  @BeforeEach
  void open() {
    certificates =
        CertificateStore.open(new PemFiles(directory).write(CERTIFICATE).context());
    serve(UnaryOperator.identity());
  }

  @AfterEach
  void close() {
    fixture.awaitNoLeases();
    fixture.close();
    certificates.close();
  }

  @ParameterizedTest
  @EnumSource
  void shouldAnswerAsTheTableSays(Protocol protocol) {
    List<SemanticsRow> rows = SemanticsRow.all(values());

    List<RawResponse> responses = ask(protocol, rows);

    assertThat(faults(rows, responses)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void shouldAnswerCurlAsTheTableSays(Protocol protocol) throws Exception {
    CurlClient.assumePresent();
    List<SemanticsRow> rows = SemanticsRow.all(values());

    List<RawResponse> responses = protocol
        .curl(fixture.server, directory)
        .exchange(rows.stream().map(SemanticsRow::request).toList());

    assertThat(faults(rows, responses)).isEmpty();
  }

  @Test
  void shouldAnswerTheSameFieldsOverEveryProtocol() {
    // The codec itself answers heads that are too large, and each put makes a version of its own.
    List<SemanticsRow> rows = SemanticsRow.all(values()).stream()
        .filter(row -> row.status() != 431 && !row.request().target().contains("/ns"))
        .toList();

    List<Map<String, String>> expected = fields(ask(Protocol.HTTP_1_1, rows));

    assertThat(fields(ask(Protocol.H2C, rows))).isEqualTo(expected);
    assertThat(fields(ask(Protocol.H2_TLS, rows))).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void shouldServeThousandRequestsOnOneConnection(Protocol protocol) {
    try (ProtocolClient client = protocol.connect(fixture.server)) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(client.exchange(GET_SMALL).text()).isEqualTo("0123456789");
      }

      assertThat(fixture.server.counters().openConnections.sum()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseLengthBeforeTheBody(Protocol protocol) {
    try (ProtocolClient client = protocol.connect(fixture.server)) {
      client.beginPut("/cache/ns/put.ts", "Content-Length: " + (HttpFixture.MAX_OBJECT_LENGTH + 1));

      assertThat(client.response().status()).isEqualTo(413);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseBodyThatGrowsPastTheLimitAndKeepTheOldObject(Protocol protocol) {
    putOld();
    try (ProtocolClient client = protocol.connect(fixture.server)) {
      client.beginPut("/cache/ns/put.ts");
      for (int sent = 0; sent <= HttpFixture.MAX_OBJECT_LENGTH; sent += PIECE_LENGTH) {
        client.send(new byte[PIECE_LENGTH]);
      }

      assertThat(client.response().status()).isEqualTo(413);
    }
    assertThat(ask(protocol).text()).isEqualTo("old");
  }

  @ParameterizedTest
  @EnumSource
  void shouldGiveUpBodyThatStopsComingAndKeepTheOldObject(Protocol protocol) {
    serve(settings -> settings.bodyTimeoutNs(TimeUnit.MILLISECONDS.toNanos(200)));
    putOld();
    try (ProtocolClient client = protocol.connect(fixture.server)) {
      client.beginPut("/cache/ns/put.ts");
      client.send(new byte[PIECE_LENGTH]);

      assertThat(client.isGivenUp()).isTrue();
    }
    assertThat(ask(protocol).text()).isEqualTo("old");
    assertThat(fixture.get("/metrics").text())
        .contains("sluice_http_cut_connections_total{reason=\"late_body\"} 1.0");
  }

  private void serve(UnaryOperator<HttpContext> settings) {
    if (fixture != null) {
      fixture.close();
    }
    fixture = new HttpFixture(context -> settings.apply(context
        .certificates(certificates)
        .tlsListenAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))));
    fixture.put("cam/media.ts", HttpFixture.SEGMENT_TYPE, OBJECTS.get("media"));
    fixture.put("cam/small.ts", HttpFixture.SEGMENT_TYPE, "0123456789".getBytes(UTF_8));
    fixture.put("cam/empty.ts", HttpFixture.SEGMENT_TYPE, new byte[0]);
    fixture.put("cam/grüße.ts", HttpFixture.SEGMENT_TYPE, new byte[0]);
    fixture.put(
        "cam/text.m3u8", HttpFixture.PLAYLIST_TYPE, OBJECTS.get("text"), OBJECTS.get("gzip"));
  }

  /** Returns what the names in braces stand for. */
  private Map<String, String> values() {
    RawResponse small = fixture.get("/live/cam/small.ts");
    RawResponse text = fixture.get("/live/cam/text.m3u8");
    RawResponse gzip = fixture.get("/live/cam/text.m3u8", "Accept-Encoding: gzip");
    assertThat(List.of(small.field("etag"), text.field("etag"), gzip.field("etag")))
        .doesNotHaveDuplicates()
        .allMatch(etag -> etag.matches("\"[^\"]+\""));
    return Map.of(
        "etag", small.field("etag"),
        "date", small.field("last-modified"),
        "text-etag", text.field("etag"),
        "gzip-etag", gzip.field("etag"));
  }

  private List<RawResponse> ask(Protocol protocol, List<SemanticsRow> rows) {
    try (ProtocolClient client = protocol.connect(fixture.server)) {
      return rows.stream().map(row -> client.exchange(row.request())).toList();
    }
  }

  private RawResponse ask(Protocol protocol) {
    try (ProtocolClient client = protocol.connect(fixture.server)) {
      return client.exchange(GET_PUT);
    }
  }

  private void putOld() {
    fixture.exchange(HttpFixture.request("PUT", "/cache/ns/put.ts", "Content-Length: 3") + "old");
  }

  private static List<String> faults(List<SemanticsRow> rows, List<RawResponse> responses) {
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      faults.addAll(rows.get(i).faults(responses.get(i), OBJECTS));
    }
    return faults;
  }

  private static List<Map<String, String>> fields(List<RawResponse> responses) {
    List<Map<String, String>> all = new ArrayList<>();
    for (RawResponse response : responses) {
      Map<String, String> fields = new HashMap<>(response.fields());
      fields.keySet().removeAll(FIELDS_OF_ONE_ANSWER);
      all.add(fields);
    }
    return all;
  }
}
