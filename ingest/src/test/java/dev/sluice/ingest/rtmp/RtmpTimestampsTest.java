package dev.sluice.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtmpTimestampsTest {
  private final RtmpTimestamps timestamps = new RtmpTimestamps();

  @ParameterizedTest
  @CsvSource({
    "0xFFFFF0, 0x1000010, 0x20, false",
    "0x7FFFFFF0, 0x10, 0x20, true",
    "0x7FFFFFF0, 0x80000010, 0x20, false",
    "0xFFFFFFF0, 0x10, 0x20, true",
    "1000, 61000, 60000, false",
    "100000, 70000, -30000, false",
    "16, 0xFFFFFFF0, -32, false",
    "4000000, 400000, -3600000, false"
  })
  void shouldStepAcrossWraps(String firstMs, String secondMs, String stepMs, boolean wraps) {
    long first90k = timestamps.unwrap90k(Long.decode(firstMs).intValue());
    long peeked90k = timestamps.peek90k(Long.decode(secondMs).intValue());
    long second90k = timestamps.unwrap90k(Long.decode(secondMs).intValue());

    assertThat(first90k).isEqualTo(Long.decode(firstMs) * 90);
    assertThat(second90k - first90k).isEqualTo(Long.decode(stepMs) * 90);
    assertThat(timestamps.hasWrapped()).isEqualTo(wraps);
    assertThat(peeked90k).isEqualTo(second90k);
  }

  @Test
  void shouldKeepTracksInOneEpochAroundAWrap() {
    int[] timesMs = {0x7FFFFFF0, 5, 0x7FFFFFF8, 10, 0x7FFFFFFF, 20};
    int wrapCount = 0;
    long last90k = 0;
    for (int timeMs : timesMs) {
      last90k = timestamps.unwrap90k(timeMs);
      wrapCount += timestamps.hasWrapped() ? 1 : 0;
    }

    assertThat(wrapCount).isEqualTo(1);
    assertThat(last90k).isEqualTo((0x80000000L + 20) * 90);
  }

  @Test
  void shouldRunThroughManyWraps() {
    long stepMs = 1L << 28;
    long time90k = 0;
    for (long timeMs = 0; timeMs < 1L << 36; timeMs += stepMs) {
      time90k = timestamps.unwrap90k((int) timeMs);
    }

    assertThat(time90k).isEqualTo(((1L << 36) - stepMs) * 90);
  }
}
