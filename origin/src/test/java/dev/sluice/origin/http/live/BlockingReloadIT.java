package dev.sluice.origin.http.live;

import static dev.sluice.origin.http.live.LiveFixture.KEY;
import static dev.sluice.origin.http.live.LiveFixture.PATH;
import static dev.sluice.origin.http.live.LiveFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.auth.Authorizer.Decision;
import dev.sluice.origin.http.RawClient;
import dev.sluice.origin.http.RawResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
@ExtendWith(NativeMemoryExtension.class)
class BlockingReloadIT {
  private LiveFixture fixture;

  @BeforeEach
  void serve() {
    fixture = new LiveFixture(settings -> settings.maxParkedRequests(50), UnaryOperator.identity());
    fixture.publish(6, 0);
    fixture.publish(6, 1);
    fixture.publishSegment(6);
    fixture.publish(7, 0);
  }

  @AfterEach
  void close() {
    fixture.awaitParked(0);
    Tests.await(() -> fixture.store.counters().leases() == 0, "all leases returned");
    fixture.close();
  }

  @Test
  void shouldAnswerAtOnceWithoutDirectives() {
    RawResponse response = fixture.get(PATH + "?token=x&hdnts=y");

    assertThat(response.text()).isEqualTo("playlist 7.0");
    assertThat(response.field("cache-control")).isEqualTo("max-age=1");
    assertThat(response.field("priority")).isEqualTo("u=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_HLS_msn=7&_HLS_part=0",
        "_HLS_msn=6",
        "_HLS_msn=2&_HLS_part=9",
        "_HLS_msn=0",
        "_HLS_msn=6&_HLS_part=2"
      })
  void shouldAnswerAnOldNumberAtOnceWithThePlaylistAsItIs(String query) {
    RawResponse response = fixture.get(PATH + "?" + query);

    assertThat(response.text()).isEqualTo("playlist 7.0");
    assertThat(response.field("cache-control")).isEqualTo("max-age=12");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_HLS_part=1",
        "_HLS_msn=x",
        "_HLS_msn=7&_HLS_part=-1",
        "_HLS_skip=maybe",
        "_HLS_msn=9",
        "_HLS_msn=7&_HLS_part=16",
        "_HLS_msn=8&_HLS_part=15",
        "_HLS_msn=99999999999999999999"
      })
  void shouldRefuseWhatIsMalformedOrTooFarAhead(String query) {
    RawResponse response = fixture.get(PATH + "?" + query);

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.field("cache-control")).isEqualTo("no-store");
  }

  @Test
  void shouldAnswerAWaitingRequestWithItsPart() {
    try (RawClient client = fixture.ask(PATH + "?_HLS_msn=7&_HLS_part=1")) {
      fixture.awaitParked(1);

      fixture.publish(7, 1);

      RawResponse response = client.receive();
      assertThat(response.text()).isEqualTo("playlist 7.1");
      assertThat(response.field("cache-control")).isEqualTo("max-age=12");
      assertThat(response.field("vary")).isEqualTo("Accept-Encoding");
    }
  }

  @Test
  void shouldWaitForTheWholeSegmentWithoutAPart() {
    try (RawClient client = fixture.ask(PATH + "?_HLS_msn=7")) {
      fixture.awaitParked(1);
      fixture.publish(7, 1);

      fixture.publishSegment(7);

      assertThat(client.receive().text()).isEqualTo("playlist 7.-1");
    }
  }

  @Test
  void shouldTakeAPartBehindTheLastForTheFirstOfTheNextSegment() {
    try (RawClient client = fixture.ask(PATH + "?_HLS_msn=7&_HLS_part=2")) {
      fixture.awaitParked(1);
      fixture.publish(7, 1);
      fixture.publishSegment(7);
      assertThat(fixture.parkedCount()).isEqualTo(1);

      fixture.publish(8, 0);

      assertThat(client.receive().text()).isEqualTo("playlist 8.0");
    }
  }

  @Test
  void shouldAnswerAllThatWaitWithTheSameBytes() {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(fixture.ask(PATH + "?_HLS_msn=7&_HLS_part=1"));
    }
    fixture.awaitParked(20);

    fixture.publish(7, 1);

    List<String> etags = new ArrayList<>();
    for (RawClient client : clients) {
      etags.add(client.receive().field("etag"));
      client.close();
    }
    assertThat(etags).hasSize(20).containsOnly(etags.get(0));
  }

  @Test
  void shouldAnswerInTheRepresentationThatWasAskedFor() {
    try (RawClient plain = fixture.ask(PATH + "?_HLS_msn=7&_HLS_part=1");
        RawClient gzip =
            fixture.ask(PATH + "?_HLS_msn=7&_HLS_part=1", "Accept-Encoding: gzip, br")) {
      fixture.awaitParked(2);
      fixture.publish(7, 1);

      RawResponse compressed = gzip.receive();
      assertThat(compressed.field("content-encoding")).isEqualTo("gzip");
      assertThat(compressed.text()).isEqualTo("gzip of playlist 7.1");
      assertThat(compressed.field("etag")).isNotEqualTo(plain.receive().field("etag"));
    }
  }

  @Test
  void shouldAnswerHeadAndConditionalRequestsTheSameWay() {
    String etag = fixture.get(PATH).field("etag");
    try (RawClient head = fixture.connect();
        RawClient conditional =
            fixture.ask(PATH + "?_HLS_msn=7&_HLS_part=1", "If-None-Match: " + etag)) {
      head.send(request("HEAD", PATH + "?_HLS_msn=7&_HLS_part=1"));
      fixture.awaitParked(2);
      fixture.publish(7, 1);

      assertThat(head.receive(/* isHead= */ true).field("content-length")).isEqualTo("12");
      assertThat(conditional.receive().status()).isEqualTo(200);
    }
    String now = fixture.get(PATH).field("etag");
    RawResponse same = fixture.get(PATH + "?_HLS_msn=7&_HLS_part=1", "If-None-Match: " + now);
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.field("cache-control")).isEqualTo("max-age=12");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&_HLS_skip=YES"})
  void shouldNotAnswerWithoutThePartThatThereIsNoRoomFor(String skip) {
    String target = PATH + "?_HLS_msn=7&_HLS_part=1" + skip;
    try (RawClient client = fixture.ask(target)) {
      fixture.awaitParked(1);
      fixture.publishUnstored(7, 1);

      for (RawResponse response : List.of(client.receive(), fixture.get(target))) {
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.fields())
            .containsEntry("cache-control", "no-store")
            .containsEntry("retry-after", "1");
      }
    }
    assertThat(fixture.get(PATH).text()).isEqualTo("playlist 7.0");
  }

  @Test
  void shouldKeepTheOrderOfPipelinedRequests() {
    try (RawClient client = fixture.connect()) {
      client.send(request("GET", PATH + "?_HLS_msn=7&_HLS_part=1")
          + request("GET", PATH + "?_HLS_msn=7&_HLS_part=2")
          + request("GET", "/healthz"));
      fixture.awaitParked(1);
      fixture.publish(7, 1);
      String first = client.receive().text();
      fixture.awaitParked(1);
      fixture.publish(7, 2);

      assertThat(first).isEqualTo("playlist 7.1");
      assertThat(client.receive().text()).isEqualTo("playlist 7.2");
      assertThat(client.receive().text()).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"YES", "v2"})
  void shouldSendTheDeltaUpdateAtOnceAndAfterAWait(String skip) {
    String target = PATH + "?_HLS_skip=" + skip;
    RawResponse now = fixture.get(target);
    try (RawClient client = fixture.ask(target + "&_HLS_msn=7&_HLS_part=1")) {
      fixture.awaitParked(1);
      fixture.publish(7, 1);

      assertThat(now.text()).isEqualTo("delta 7.0");
      assertThat(now.field("cache-control")).isEqualTo("max-age=1");
      assertThat(client.receive().text()).isEqualTo("delta 7.1");
    }
  }

  @Test
  void shouldSendTheWholeWhereThereIsNoDeltaUpdate() {
    fixture.store.live().remove(KEY + LiveObjects.DELTA_SUFFIX);

    assertThat(fixture.get(PATH + "?_HLS_skip=YES").text()).isEqualTo("playlist 7.0");
  }

  @Test
  void shouldLetNoPathLeadToTheDeltaUpdate() {
    assertThat(fixture.get(PATH + "%3F_HLS_skip=YES").status()).isEqualTo(404);
    assertThat(fixture.get("/cache" + PATH + "%3F_HLS_skip=YES").status()).isEqualTo(404);
  }

  @Test
  void shouldWaitUnderThePathOfTheStorageApiToo() {
    try (RawClient client = fixture.ask("/cache" + PATH + "?_HLS_msn=7&_HLS_part=1")) {
      fixture.awaitParked(1);
      fixture.publish(7, 1);

      assertThat(client.receive().text()).isEqualTo("playlist 7.1");
    }
  }

  @Test
  void shouldReleaseAllAtTheEndWithThePlaylistAsItStands() {
    try (RawClient client = fixture.ask(PATH + "?_HLS_msn=8&_HLS_skip=YES")) {
      fixture.awaitParked(1);
      fixture.put(KEY, "ended");

      fixture.playlist.end();

      RawResponse response = client.receive();
      assertThat(response.text()).isEqualTo("ended");
      assertThat(response.field("cache-control")).isEqualTo("max-age=1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"_HLS_msn=8", "_HLS_msn=99", "_HLS_part=1", "_HLS_skip=YES", "_HLS_msn=x"})
  void shouldIgnoreDirectivesAfterTheEnd(String query) {
    fixture.put(KEY, "ended");
    fixture.playlist.end();

    RawResponse response = fixture.get(PATH + "?" + query);

    assertThat(response.text()).isEqualTo("ended");
    assertThat(response.field("cache-control")).isEqualTo("max-age=1");
  }

  @Test
  void shouldAnswer404WhenThePlaylistIsTakenAway() {
    try (RawClient client = fixture.ask(PATH + "?_HLS_msn=8")) {
      fixture.awaitParked(1);
      fixture.store.live().remove(KEY);

      fixture.playlist.close();

      RawResponse response = client.receive();
      assertThat(response.status()).isEqualTo(404);
      assertThat(response.field("cache-control")).isEqualTo("no-store");
    }
    RawResponse later = fixture.get(PATH + "?_HLS_msn=8");
    assertThat(later.status()).isEqualTo(404);
    assertThat(later.field("cache-control")).isEqualTo("max-age=4");
    assertThat(fixture.get(PATH).field("cache-control")).isEqualTo("max-age=1");
  }

  @Test
  void shouldGoOnWithAPlaylistThatIsOpenedAgain() {
    try (RawClient former = fixture.ask(PATH + "?_HLS_msn=8")) {
      fixture.awaitParked(1);
      fixture.open();
      RawResponse asItStands = former.receive();
      former.send(request("GET", PATH + "?_HLS_msn=8&_HLS_part=0"));
      fixture.awaitParked(1);

      fixture.publish(8, 0);

      assertThat(asItStands.text()).isEqualTo("playlist 7.0");
      assertThat(former.receive().text()).isEqualTo("playlist 8.0");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldForgetReadersThatLeaveAtOnce(boolean isReset) {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      clients.add(fixture.ask(PATH + "?_HLS_msn=8"));
    }
    fixture.awaitParked(10);

    clients.stream().limit(5).forEach(client -> (isReset ? client.resetting() : client).close());

    fixture.awaitParked(5);
    fixture.playlist.end();
    clients.stream().skip(5).forEach(client -> {
      assertThat(client.receive().status()).isEqualTo(200);
      client.close();
    });
  }

  @Test
  void shouldForgetAReaderThatLeavesWithRequestsBehindTheOneThatWaits() {
    try (RawClient client = fixture.connect().resetting()) {
      client.send(request("GET", PATH + "?_HLS_msn=8").repeat(3));
      fixture.awaitParked(1);
    }

    fixture.awaitParked(0);
  }

  @Test
  void shouldRefuseMoreRequestsThanMayWait() {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      clients.add(fixture.ask(PATH + "?_HLS_msn=8"));
    }
    fixture.awaitParked(50);

    RawResponse response = fixture.get(PATH + "?_HLS_msn=8");

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.fields())
        .containsEntry("cache-control", "no-store")
        .containsEntry("retry-after", "1");
    clients.forEach(RawClient::close);
  }

  @Test
  void shouldAnswerThoseThatWaitWhenTheServerCloses() {
    try (RawClient client = fixture.ask(PATH + "?_HLS_msn=8")) {
      fixture.awaitParked(1);

      fixture.server.close();

      assertThat(client.receive().status()).isEqualTo(503);
    }
  }

  @Test
  void shouldIgnoreDirectivesWhereNothingCanBeWaitedFor() {
    fixture.put("cam/cmaf.m3u8", "multivariant");

    assertThat(fixture.get("/live/cam/cmaf.m3u8?_HLS_msn=99&_HLS_part=1").text())
        .isEqualTo("multivariant");
  }

  @Test
  void shouldLetReadersWaitWhereChannelsAreNotOpen() {
    try (LiveFixture guarded = new LiveFixture(
            UnaryOperator.identity(),
            settings -> settings
                .isLiveOpen(false)
                .authorizer((permission, ns, key, token) ->
                    token.equals("reader") ? Decision.ALLOWED : Decision.UNAUTHENTICATED));
        RawClient client = waiting(guarded, PATH + "?token=reader&_HLS_msn=1&_HLS_part=0")) {
      guarded.publish(1, 0);

      RawResponse response = client.receive();
      assertThat(response.text()).startsWith("playlist 1.0");
      assertThat(response.field("cache-control")).startsWith("private");
      assertThat(response.field("priority")).isEqualTo("u=1");
      assertThat(guarded.get(PATH + "?_HLS_msn=1").status()).isEqualTo(401);
    }
  }

  @Test
  void shouldAnswerPreflightAndRefuseToWrite() {
    try (RawClient client = fixture.connect()) {
      client.send(request("OPTIONS", PATH) + request("DELETE", PATH) + request("GET", "/live"));

      assertThat(client.receive().field("access-control-allow-methods"))
          .isEqualTo("GET, HEAD, OPTIONS");
      assertThat(client.receive().field("allow")).isEqualTo("GET, HEAD, OPTIONS");
      assertThat(client.receive().status()).isEqualTo(404);
    }
  }

  private static RawClient waiting(LiveFixture fixture, String target) {
    RawClient client = fixture.ask(target);
    fixture.awaitParked(1);
    return client;
  }
}
