package dev.sluice.origin.http.live;

import static dev.sluice.origin.http.live.LiveFixture.PATH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.http.Http2Client;
import dev.sluice.origin.http.RawClient;
import dev.sluice.origin.http.RawResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(NativeMemoryExtension.class)
class ManyParkedReadersIT {
  private static final int READER_COUNT = 1_000;
  private static final String NEXT = PATH + "?_HLS_msn=7&_HLS_part=1";

  @Test
  void shouldAnswerAllThatStayAndForgetAllThatLeave() {
    try (LiveFixture fixture = new LiveFixture(
        settings -> settings.maxConnectionsPerIp(READER_COUNT), UnaryOperator.identity())) {
      // Readers wait for three target durations: longer than it takes for all of them to come.
      fixture.playlist.describe(/* targetDurationSeconds= */ 60, /* partTargetMs= */ 200);
      fixture.publish(7, 0);
      List<RawClient> readers = park(fixture);

      readers.subList(0, READER_COUNT / 2).forEach(reader -> reader.resetting().close());
      List<RawClient> staying = readers.subList(READER_COUNT / 2, READER_COUNT);
      fixture.awaitParked(staying.size());
      fixture.publish(7, 1);
      for (RawClient reader : staying) {
        assertThat(reader.receive().text()).isEqualTo("playlist 7.1");
      }

      assertThat(fixture.parkedCount()).isZero();
      staying.forEach(RawClient::close);
      Tests.await(() -> fixture.store.counters().leases() == 0, "all leases returned");
    }
  }

  @Test
  void shouldLeaveRoomForOthersWhateverOneConnectionAsksFor() {
    try (LiveFixture fixture =
            new LiveFixture(settings -> settings.maxConnectionsPerIp(3), UnaryOperator.identity());
        Http2Client client = new Http2Client(fixture.server.address())) {
      fixture.publish(7, 0);
      List<Http2Client.Exchanged> waiting = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        waiting.add(client.request("GET", NEXT));
      }
      fixture.awaitParked(3);

      RawResponse refused = client.get(NEXT);
      fixture.publish(7, 1);

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.field("retry-after")).isEqualTo("1");
      waiting.forEach(request -> assertThat(request.response().text()).isEqualTo("playlist 7.1"));
      assertThat(client.request("GET", NEXT.replace("part=1", "part=2")).isAnswered())
          .isFalse();
      fixture.awaitParked(1);
    }
  }

  private static List<RawClient> park(LiveFixture fixture) {
    List<RawClient> readers = new ArrayList<>();
    for (int i = 0; i < READER_COUNT; i++) {
      readers.add(fixture.ask(NEXT));
    }
    fixture.awaitParked(READER_COUNT);
    return readers;
  }
}
