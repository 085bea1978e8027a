package dev.sluice.packager;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WallClockAnchorTest {
  private static final long EPOCH_MS = 1_763_696_640_000L;
  private static final long START_NS = 7_000_000_000L;
  private static final long NS_PER_MS = 1_000_000;
  private static final int TICKS_PER_MS = 90;
  private static final long FIRST_90K = 1_800_000;
  private static final long UNDATED = 0;

  private final WallClockAnchor anchor =
      WallClockAnchor.begin(FIRST_90K, START_NS, EPOCH_MS, UNDATED);

  @Test
  void shouldDateASteadyStreamByItsLeastDelay() {
    for (int ms = 40; ms <= 1_000; ms += 40) {
      arrive(ms, ms + (ms == 480 ? -3 : ms % 7));
    }

    assertThat(anchor.isSettled()).isTrue();
    assertThat(dateOf(0)).isEqualTo(EPOCH_MS - 3);
    assertThat(dateOf(10_000)).isEqualTo(EPOCH_MS + 9_997);
  }

  @Test
  void shouldDateAnEncoderThatStartsLateByWhereItCatchesUp() {
    for (int ms = 40; ms <= 2_000; ms += 40) {
      arrive(ms, Math.max(ms / 4, ms - 600));
    }

    assertThat(dateOf(0)).isEqualTo(EPOCH_MS - 600);
  }

  @Test
  void shouldDateABurstByItsLastUnit() {
    for (int ms = 40; ms <= 8_000; ms += 40) {
      arrive(ms, 0);
    }
    for (int ms = 8_040; ms <= 9_040; ms += 40) {
      arrive(ms, ms - 8_000);
    }

    assertThat(anchor.isSettled()).isTrue();
    assertThat(dateOf(8_000)).isEqualTo(EPOCH_MS);
  }

  @Test
  void shouldNotMoveOnceSettled() {
    arrive(999, 999);
    assertThat(anchor.isSettled()).isFalse();
    arrive(1_000, 1_000);

    arrive(5_000, 2_000);

    assertThat(anchor.isSettled()).isTrue();
    assertThat(dateOf(0)).isEqualTo(EPOCH_MS);
  }

  @Test
  void shouldSettleWithoutItsTimeOnASourceFasterThanRealTime() {
    for (int count = 2; count < WallClockAnchor.UNITS_MAX; count++) {
      arrive(count * 33L, 0);
    }
    assertThat(anchor.isSettled()).isFalse();

    arrive(40_000, 0);

    assertThat(anchor.isSettled()).isTrue();
    assertThat(dateOf(40_000)).isEqualTo(EPOCH_MS);
  }

  @Test
  void shouldNotDateBeforeWhatIsDatedAlready() {
    WallClockAnchor resumed = WallClockAnchor.begin(FIRST_90K, START_NS, EPOCH_MS, EPOCH_MS - 250);

    resumed.observe(FIRST_90K + 8_000 * TICKS_PER_MS, START_NS);

    assertThat(resumed.epochMsAt(FIRST_90K)).isEqualTo(EPOCH_MS - 250);
  }

  @Test
  void shouldGoOnBehindWhatIsDatedAheadOfTheClock() {
    WallClockAnchor resumed =
        WallClockAnchor.begin(FIRST_90K, START_NS, EPOCH_MS, EPOCH_MS + 3_600_000);

    resumed.observe(FIRST_90K + 3_600, START_NS + 40 * NS_PER_MS);

    assertThat(resumed.epochMsAt(FIRST_90K)).isEqualTo(EPOCH_MS + 3_600_000);
  }

  private void arrive(long mediaMs, long afterMs) {
    anchor.observe(FIRST_90K + mediaMs * TICKS_PER_MS, START_NS + afterMs * NS_PER_MS);
  }

  private long dateOf(long mediaMs) {
    return anchor.epochMsAt(FIRST_90K + mediaMs * TICKS_PER_MS);
  }
}
