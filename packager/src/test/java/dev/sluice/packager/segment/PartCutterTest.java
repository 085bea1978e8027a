package dev.sluice.packager.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartCutterTest {
  private static final long TARGET_90K = 18_000;
  private static final int SECONDS = 60;

  private final PartCutter cutter = new PartCutter(TARGET_90K);
  private final List<Long> durations90k = new ArrayList<>();
  private long start90k;
  private boolean isOpen;

  @Test
  void shouldEndAPartWithTheLastPictureThatFillsIt() {
    cutter.begin(0);

    for (int picture = 0; picture < 5; picture++) {
      assertThat(cutter.endsBefore(picture * 3_000)).isFalse();
      assertThat(cutter.add(picture * 3_000)).isFalse();
    }

    assertThat(cutter.add(15_000)).isTrue();
    assertThat(cutter.end90k()).isEqualTo(TARGET_90K);
  }

  @ParameterizedTest
  @ValueSource(doubles = {20, 23.976, 24, 25, 29.97, 30, 48, 50, 59.94, 60, 120})
  void shouldKeepPartsBetween85PercentAndTheTargetAtAnyRate(double rate) {
    play(picture -> Math.round(picture * 90_000 / rate), (int) (SECONDS * rate));

    assertThat(durations90k)
        .hasSizeGreaterThan(SECONDS * 9 / 2)
        .allMatch(duration90k -> duration90k >= 0.85 * TARGET_90K && duration90k <= TARGET_90K);
  }

  @Test
  void shouldKeepThemWhenTimesAreRoundedToMillisecondsAndShake() {
    Random random = new Random(7);

    play(picture -> 90 * (Math.round(picture * 1_000 / 30.0) + random.nextInt(5)), 30 * SECONDS);

    assertThat(durations90k)
        .allMatch(duration90k -> duration90k >= 0.85 * TARGET_90K && duration90k <= TARGET_90K);
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 30, 50, 60})
  void shouldKeepThemWhenARungLeavesOutMoreAndMoreOfItsPictures(int rate) {
    Random random = new Random(11);
    List<Long> kept90k = new ArrayList<>();
    int interval = 1;
    for (int picture = 0; picture < SECONDS * rate; picture++) {
      if (random.nextInt(20) == 0) {
        interval = 1 + random.nextInt(rate / 10);
      }
      if (picture % interval == 0) {
        kept90k.add(picture * 90_000L / rate);
      }
    }

    play(kept90k::get, kept90k.size());

    assertThat(durations90k)
        .hasSizeGreaterThan(SECONDS * 9 / 2)
        .allMatch(duration90k -> duration90k >= 0.85 * TARGET_90K && duration90k <= TARGET_90K);
  }

  @Test
  void shouldEndAtTheTargetWhenAPictureStaysAwayAndCatchUpAfterwards() {
    IntToLongFunction times90k = picture -> picture * 3_000L + (picture < 33 ? 0 : 45_000);

    play(times90k, 300);

    assertThat(durations90k).allMatch(duration90k -> duration90k <= TARGET_90K);
    assertThat(times90k.applyAsLong(299) + 3_000 - start90k).isBetween(0L, TARGET_90K);
  }

  @Test
  void shouldNotTakeASkippedPictureForTheRate() {
    play(picture -> picture * 3_000L + (picture < 5 ? 0 : 3_000), 6);

    assertThat(durations90k).containsExactly(TARGET_90K);
    assertThat(isOpen).isTrue();
  }

  @Test
  void shouldEndBeforeAPictureThatIsKnownButNeverBeyondTheTarget() {
    cutter.begin(0);
    cutter.add(0);

    assertThat(cutter.endBefore90k(12_000)).isEqualTo(12_000);
    assertThat(cutter.endBefore90k(40_000)).isEqualTo(TARGET_90K);
    assertThat(cutter.endsBefore(40_000)).isTrue();
  }

  @Test
  void shouldForeseeWithWhichPictureAPartEnds() {
    cutter.begin(0);
    cutter.add(0);
    cutter.add(3_000);

    long last90k = cutter.lastFrom90k(0);

    assertThat(last90k).isGreaterThan(TARGET_90K - 6_000).isLessThanOrEqualTo(TARGET_90K - 3_000);
  }

  /** Cuts parts back to back. */
  private void play(IntToLongFunction times90k, int count) {
    start90k = times90k.applyAsLong(0);
    for (int picture = 0; picture < count; picture++) {
      long dts90k = times90k.applyAsLong(picture);
      if (isOpen && cutter.endsBefore(dts90k)) {
        end(cutter.endBefore90k(dts90k));
      }
      if (!isOpen) {
        cutter.begin(start90k);
        isOpen = true;
      }
      if (cutter.add(dts90k)) {
        end(cutter.end90k());
      }
    }
  }

  private void end(long end90k) {
    durations90k.add(end90k - start90k);
    start90k = end90k;
    isOpen = false;
  }
}
