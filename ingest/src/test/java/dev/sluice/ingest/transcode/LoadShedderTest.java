package dev.sluice.ingest.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoadShedderTest {
  private static final long LATE_90K = LoadShedder.LAG_MAX_90K + 1;
  private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(33);

  private final LoadShare share = new LoadShare();
  private final LoadShedder shedder = new LoadShedder(share, 3, 0);
  private long nowNs;

  @Test
  void shouldLeaveOutNothingWhileAllKeepUp() {
    run(60, LoadShedder.LAG_MAX_90K);

    assertThat(shedder.level()).isZero();
  }

  @Test
  void shouldBeginWithTheTopRungAndEndWithTheLowest() {
    run(0.5, LATE_90K);
    assertThat(shedder.stage(0)).isPositive();
    assertThat(shedder.stage(1)).isZero();
    assertThat(shedder.stage(2)).isZero();

    run(0.7, LATE_90K);
    assertThat(shedder.stage(0)).isEqualTo(SkipPattern.STAGE_COUNT);
    assertThat(shedder.stage(1)).isPositive();
    assertThat(shedder.stage(2)).isZero();

    run(3, LATE_90K);
    assertThat(shedder.stage(2)).isEqualTo(SkipPattern.STAGE_COUNT);
  }

  @Test
  void shouldNotPunishOthersForARungThatIsAtItsWorst() {
    run(0.7, LATE_90K);
    int level = shedder.level();

    for (int i = 0; i < 100; i++) {
      nowNs += STEP_NS;
      shedder.update(nowNs, LATE_90K, 0);
    }

    assertThat(shedder.level()).isEqualTo(level);
  }

  @Test
  void shouldBeBackWithinFiveSecondsOfRelief() {
    run(10, LATE_90K);

    run(5, 0);

    assertThat(shedder.level()).isZero();
  }

  @Test
  void shouldWaitLongerAfterARelapse() {
    run(0.3, LATE_90K);
    int before = shedder.level();
    run(1.1, 0);
    assertThat(shedder.level()).isLessThan(before);
    run(0.3, LATE_90K);
    int after = shedder.level();

    run(1.5, 0);
    assertThat(shedder.level()).isEqualTo(after);
    run(0.7, 0);
    assertThat(shedder.level()).isLessThan(after);
  }

  @Test
  void shouldLetTheChannelThatLeavesOutMostComeBackFirst() {
    LoadShedder other = new LoadShedder(share, 3, 0);
    run(0.3, LATE_90K);
    for (long ns = 0; ns < TimeUnit.SECONDS.toNanos(3); ns += STEP_NS) {
      other.update(ns, LATE_90K, LATE_90K);
    }
    int level = shedder.level();

    run(3, 0);
    assertThat(shedder.level()).isEqualTo(level);

    other.close();
    run(1, 0);
    assertThat(shedder.level()).isLessThan(level);
  }

  @Test
  void shouldLetTheRungsCatchUpWithWhatWasHeld() {
    shedder.catchUp(nowNs);

    run(2, LATE_90K);
    assertThat(shedder.level()).isZero();
    assertThat(shedder.isCatchingUp()).isTrue();

    run(0.1, 0);
    assertThat(shedder.isCatchingUp()).isFalse();
    run(0.2, LATE_90K);
    assertThat(shedder.level()).isPositive();
  }

  private void run(double seconds, long lag90k) {
    long endNs = nowNs + (long) (seconds * 1e9);
    while (nowNs < endNs) {
      nowNs += STEP_NS;
      shedder.update(nowNs, lag90k, lag90k);
    }
  }
}
