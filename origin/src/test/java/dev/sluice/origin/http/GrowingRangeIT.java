package dev.sluice.origin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.store.ObjectWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
@ExtendWith(NativeMemoryExtension.class)
class GrowingRangeIT {
  private static final byte[] BYTES = HttpFixture.counted(3_000);
  private static final int PART_LENGTH = 1_000;
  private static final String PATH = "/live/growing";

  private HttpFixture fixture;
  private ObjectWriter writer;

  @BeforeEach
  void serve() {
    fixture = new HttpFixture(settings -> settings.maxParkedRequests(20));
    writer = fixture.beginGrowing("growing");
    publishPart(0);
  }

  @AfterEach
  void close() {
    fixture.awaitNoLeases();
    fixture.awaitConnections(0);
    assertThat(fixture.server.parking().parkedCount()).isZero();
    fixture.close();
  }

  @Test
  void shouldAnswerARangeThatIsThereAtOnce() {
    RawResponse response = fixture.get(PATH, "Range: bytes=10-999");
    writer.commit();

    assertThat(response.status()).isEqualTo(206);
    assertThat(response.fields())
        .containsEntry("content-range", "bytes 10-999/*")
        .containsEntry("content-length", "990")
        .containsEntry("accept-ranges", "bytes")
        .containsEntry("cache-control", "max-age=3600, immutable");
    assertThat(response.body()).isEqualTo(Arrays.copyOfRange(BYTES, 10, PART_LENGTH));
  }

  @Test
  void shouldHoldARangeBackUntilItIsWhole() {
    try (RawClient client = ask("bytes=1000-2999")) {
      awaitParked(1);
      publishPart(1);
      boolean wasParked = fixture.server.parking().parkedCount() == 1;
      publishPart(2);

      RawResponse response = client.receive();
      assertThat(wasParked).isTrue();
      assertThat(response.field("content-range")).isEqualTo("bytes 1000-2999/*");
      assertThat(response.body()).isEqualTo(Arrays.copyOfRange(BYTES, PART_LENGTH, 3_000));
    }
    writer.commit();
  }

  @Test
  void shouldAnswerWhatThereIsOfARangeWhenTheObjectEnds() {
    try (RawClient client = ask("bytes=900-1999")) {
      awaitParked(1);

      writer.commit();

      RawResponse response = client.receive();
      assertThat(response.status()).isEqualTo(206);
      assertThat(response.field("content-range")).isEqualTo("bytes 900-999/1000");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=1000-1999", "bytes=1000-"})
  void shouldFindNothingInAHintedRangeWhenTheObjectEndsBeforeIt(String range) {
    try (RawClient client = ask(range)) {
      awaitParked(1);

      writer.commit();

      RawResponse response = client.receive();
      assertThat(response.status()).isEqualTo(416);
      assertThat(response.fields())
          .containsEntry("content-range", "bytes */1000")
          .containsEntry("cache-control", "no-store");
    }
  }

  @Test
  void shouldNotWaitForARangeThatIsNotHinted() {
    RawResponse response = fixture.get(PATH, "Range: bytes=1001-1999");
    writer.commit();

    assertThat(response.status()).isEqualTo(416);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=1000-", "bytes=1000-9007199254740991"})
  void shouldStreamARangeWithoutAnEndOnceItBegins(String range) {
    try (RawClient client = ask(range)) {
      awaitParked(1);
      publishPart(1);
      client.awaitAnswer();
      publishPart(2);
      writer.commit();

      RawResponse response = client.receive();
      assertThat(response.status()).isEqualTo(206);
      assertThat(response.fields())
          .containsEntry("content-range", "bytes 1000-9007199254740991/*")
          .containsEntry("transfer-encoding", "chunked");
      assertThat(response.body()).isEqualTo(Arrays.copyOfRange(BYTES, PART_LENGTH, 3_000));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=-5", "bytes=9-2", "bytes=0-1,4-5", "pages=1-2"})
  void shouldSendTheWholeForARangeThatItDoesNotUnderstand(String range) {
    try (RawClient client = ask(range)) {
      client.awaitAnswer();
      writer.commit();

      assertThat(client.receive().status()).isEqualTo(200);
    }
  }

  @Test
  void shouldObeyARangeOfTheSameVersionOnly() {
    String etag = fixture.get(PATH, "Range: bytes=0-1").field("etag");

    RawResponse same = fixture.get(PATH, "Range: bytes=0-1", "If-Range: " + etag);
    try (RawClient client = fixture.connect()) {
      client.send(HttpFixture.request("GET", PATH, "Range: bytes=0-1", "If-Range: \"other\""));
      client.awaitAnswer();
      writer.commit();

      assertThat(same.status()).isEqualTo(206);
      assertThat(client.receive().status()).isEqualTo(200);
    }
  }

  @Test
  void shouldAnswer404WhenTheWriterGivesUp() {
    try (RawClient client = ask("bytes=1000-1999")) {
      awaitParked(1);

      writer.abort();

      assertThat(client.receive().status()).isEqualTo(404);
    }
  }

  @Test
  void shouldAnswer503WhenTheRangeTakesTooLong() {
    try (HttpFixture hasty = new HttpFixture(
            settings -> settings.rangeTimeoutNs(TimeUnit.MILLISECONDS.toNanos(50)));
        RawClient client = hasty.connect()) {
      ObjectWriter stalled = hasty.beginGrowing("growing");
      client.send(HttpFixture.request("GET", PATH, "Range: bytes=0-9"));

      RawResponse response = client.receive();

      assertThat(response.status()).isEqualTo(503);
      assertThat(response.fields())
          .containsEntry("cache-control", "no-store")
          .containsKey("retry-after");
      stalled.abort();
      hasty.awaitNoLeases();
    }
    writer.commit();
  }

  @Test
  void shouldLetAReaderThatLeftWaitNoLonger() {
    RawClient client = ask("bytes=1000-1999");
    awaitParked(1);

    client.close();

    fixture.awaitNoLeases();
    assertThat(fixture.server.parking().parkedCount()).isZero();
    writer.commit();
  }

  @Test
  void shouldServeManyReadersOfOneRange() {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(ask("bytes=1000-1999"));
    }
    awaitParked(20);

    publishPart(1);

    for (RawClient client : clients) {
      assertThat(client.receive().body()).hasSize(PART_LENGTH);
      client.close();
    }
    writer.commit();
  }

  private void publishPart(int partIndex) {
    int start = partIndex * PART_LENGTH;
    HttpFixture.append(writer, Arrays.copyOfRange(BYTES, start, start + PART_LENGTH));
    writer.publish();
  }

  private RawClient ask(String range) {
    RawClient client = fixture.connect();
    client.send(HttpFixture.request("GET", PATH, "Range: " + range));
    return client;
  }

  private void awaitParked(int count) {
    Tests.await(() -> fixture.server.parking().parkedCount() == count, count + " parked");
  }
}
