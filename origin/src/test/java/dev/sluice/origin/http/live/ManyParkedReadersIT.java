package dev.sluice.origin.http.live;

import static dev.sluice.origin.http.live.LiveFixture.PATH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.http.RawClient;
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

  @Test
  void shouldAnswerAllThatStayAndForgetAllThatLeave() {
    try (LiveFixture fixture = new LiveFixture(
        settings -> settings.maxConnectionsPerIp(READER_COUNT), UnaryOperator.identity())) {
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

  private static List<RawClient> park(LiveFixture fixture) {
    List<RawClient> readers = new ArrayList<>();
    for (int i = 0; i < READER_COUNT; i++) {
      readers.add(fixture.ask(PATH + "?_HLS_msn=7&_HLS_part=1"));
    }
    fixture.awaitParked(READER_COUNT);
    return readers;
  }
}
