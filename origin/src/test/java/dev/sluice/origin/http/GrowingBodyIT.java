package dev.sluice.origin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.store.ObjectWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(120)
@ExtendWith(NativeMemoryExtension.class)
class GrowingBodyIT {
  private static final byte[] FIRST = HttpFixture.counted(1_000);
  private static final byte[] REST = HttpFixture.counted(700_000);
  private static final String GET = HttpFixture.request("GET", "/live/growing");

  private HttpFixture fixture;
  private ObjectWriter writer;

  @BeforeEach
  void serve() {
    fixture = new HttpFixture();
    writer = fixture.beginGrowing("growing");
    HttpFixture.append(writer, FIRST);
    writer.publish();
  }

  @AfterEach
  void close() {
    fixture.awaitNoLeases();
    fixture.awaitConnections(0);
    fixture.close();
  }

  @Test
  void shouldSendAtTheWritersPace() throws IOException {
    try (RawClient client = fixture.connect()) {
      client.send(GET);
      assertThat(header(client))
          .contains("Transfer-Encoding: chunked")
          .doesNotContain("Content-Length:");
      assertThat(client.chunkLength()).isEqualTo(FIRST.length);
      assertThat(client.read(FIRST.length)).isEqualTo(FIRST);

      HttpFixture.append(writer, REST);
      writer.publish();
      client.read(2);
      assertThat(client.chunkLength()).isEqualTo(REST.length);
      assertThat(client.read(REST.length)).isEqualTo(REST);

      writer.commit();
      assertThat(new String(client.read(7))).isEqualTo("\r\n0\r\n\r\n");
    }
  }

  @Test
  void shouldAnswerTheNextRequestAfterTheEnd() {
    fixture.put("text", HttpFixture.SEGMENT_TYPE, FIRST);
    try (RawClient client = fixture.connect()) {
      client.send(GET + HttpFixture.request("GET", "/live/text"));
      client.awaitAnswer();

      writer.commit();

      assertThat(client.receive().body()).isEqualTo(FIRST);
      assertThat(client.receive().field("content-length")).isEqualTo("1000");
    }
  }

  @Test
  void shouldServeManyReadersOfOneObject() {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(fixture.connect());
      clients.get(i).send(GET);
    }
    Tests.await(() -> fixture.store.counters().leases() == 20, "all of them read");

    for (int offset = 0; offset < REST.length; offset += 10_000) {
      HttpFixture.append(writer, Arrays.copyOfRange(REST, offset, offset + 10_000));
      writer.publish();
    }
    writer.commit();

    for (RawClient client : clients) {
      assertThat(client.receive().body()).hasSize(FIRST.length + REST.length).endsWith(REST);
      client.close();
    }
  }

  @Test
  void shouldEndConnectionWithoutLastChunkWhenWriterGivesUp() {
    try (RawClient client = fixture.connect()) {
      client.send(GET);
      client.awaitAnswer();

      writer.abort();

      assertThatThrownBy(client::receive).isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void shouldEndBodyWithTheConnectionForHttp10() {
    try (RawClient client = fixture.connect()) {
      client.send("GET /live/growing HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      client.awaitAnswer();
      writer.commit();
      RawResponse response = client.receive();

      assertThat(response.fields())
          .containsEntry("connection", "close")
          .doesNotContainKeys("transfer-encoding", "content-length");
      assertThat(response.body()).isEqualTo(FIRST);
    }
  }

  @Test
  void shouldAnswerHeadWithoutLength() {
    RawResponse response = fixture.exchange(HttpFixture.request("HEAD", "/live/growing"));
    writer.commit();

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.fields())
        .doesNotContainKeys("content-length", "transfer-encoding", "last-modified");
  }

  @Test
  void shouldReturnLeaseWhenReaderResets() {
    try (RawClient client = fixture.connect().resetting()) {
      client.send(GET);
      client.awaitAnswer();
    }

    fixture.awaitNoLeases();
    writer.commit();
  }

  /** Reads the head byte by byte, so that the chunks stay to be read. */
  private static String header(RawClient client) {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) client.read(1)[0]);
    }
    return head.toString();
  }
}
