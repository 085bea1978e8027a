package dev.sluice.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RtmpContextTest {
  @Test
  void shouldNameTheSettingThatIsOutOfRange() {
    assertRefused(
        context -> context.chunkSize(127), "rtmp.chunk_size: 127 (expected: 2048 to 16777215)");
    assertRefused(
        context -> context.minChunkSize(0), "rtmp.min_chunk_size: 0 (expected: 1 to 128)");
    assertRefused(context -> context.idleTimeout(Duration.ZERO), "rtmp.idle_timeout: PT0S");
  }

  private static void assertRefused(UnaryOperator<RtmpContext> setting, String message) {
    RtmpContext context = setting.apply(Session.context(new FakeDoor()));

    assertThatThrownBy(context::conclude)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
