package dev.sluice.packager.hls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BandwidthMeterTest {
  private static final int TARGET_SECONDS = 2;
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

  private boolean segment(long length) {
    return meter.onSegment(length, TWO_SECONDS_90K, TARGET_SECONDS);
  }
}
