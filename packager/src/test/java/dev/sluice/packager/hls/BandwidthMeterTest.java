package dev.sluice.packager.hls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BandwidthMeterTest {
  private static final int TARGET_SECONDS = 2;
  private static final int HOUR_SECONDS = 3_600;
  private static final long TWO_SECONDS_90K = 180_000;

  private final BandwidthMeter meter = new BandwidthMeter();

  @Test
  void shouldAnnounceATenthAboveThePeak() {
    assertThat(segment(250_000)).isTrue();

    assertThat(meter.bandwidth()).isEqualTo(1_100_000);
    assertThat(meter.averageBandwidth()).isEqualTo(1_000_000);
  }

  @Test
  void shouldSayNothingNewInSteadyContent() {
    segment(250_000);

    assertThat(segment(255_000)).isFalse();
    assertThat(segment(245_000)).isFalse();
    assertThat(segment(270_000)).isFalse();
  }

  @Test
  void shouldRaiseButNeverLowerThePeak() {
    segment(250_000);
    segment(500_000);
    segment(100_000);

    assertThat(meter.bandwidth()).isEqualTo(2_200_000);
  }

  @Test
  void shouldFollowTheAverage() {
    segment(250_000);
    segment(125_000);

    assertThat(meter.averageBandwidth()).isEqualTo(750_000);
  }

  @Test
  void shouldNotTakeAShortSegmentForAPeak() {
    segment(250_000);

    meter.onSegment(100_000, 18_000, TARGET_SECONDS);

    assertThat(meter.bandwidth()).isEqualTo(1_100_000);
  }

  @Test
  void shouldFollowTheAverageOfMonths() {
    for (int month = 0; month < 16; month++) {
      meter.onSegment(1L << 40, 90_000L * 1_000_000, TARGET_SECONDS);
    }

    assertThat(meter.averageBandwidth()).isEqualTo(8_797_000);
  }

  @Test
  void shouldFollowTheAverageOfTheLastHour() {
    play(10 * HOUR_SECONDS, 125_000); // 0.5 Mb/s
    play(HOUR_SECONDS, 750_000); // 3 Mb/s

    assertThat(3_000_000.0 / meter.averageBandwidth()).isBetween(0.95, 1.1);
  }

  @Test
  void shouldKeepTheAverageOfAnHourThroughQuietMinutes() {
    for (int hour = 0; hour < 6; hour++) {
      play(HOUR_SECONDS / 2, 750_000);
      play(HOUR_SECONDS / 2, 125_000);
    }

    assertThat(1_750_000.0 / meter.averageBandwidth()).isBetween(0.9, 1.1);
  }

  private void play(int seconds, long length) {
    for (int second = 0; second < seconds; second += TARGET_SECONDS) {
      segment(length);
    }
  }

  private boolean segment(long length) {
    return meter.onSegment(length, TWO_SECONDS_90K, TARGET_SECONDS);
  }
}
