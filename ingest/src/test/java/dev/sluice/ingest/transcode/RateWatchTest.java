package dev.sluice.ingest.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateWatchTest {
  private static final int FRAMES = 30;

  private final RateWatch watch = new RateWatch();
  private long pts90k;
  private long due;
  private long encoded;
  private long failed;

  @Test
  void shouldStayOfferedAtTwoThirdsOfItsFrameRate() {
    play(60, 20);

    assertThat(watch.isOffered()).isTrue();
  }

  @Test
  void shouldBeTakenOutAfterTenSecondsBelowTwoThirds() {
    play(RateWatch.WINDOW_SECONDS - 1, 19);
    assertThat(watch.isOffered()).isTrue();

    play(2, 19);

    assertThat(watch.isOffered()).isFalse();
    assertThat(watch.encodedCount()).isLessThan(watch.dueCount() * 2 / 3);
  }

  @Test
  void shouldComeBackAfterSixSecondsAtItsFullFrameRate() {
    play(12, 10);

    play(RateWatch.RETURN_SECONDS - 1, FRAMES);
    assertThat(watch.isOffered()).isFalse();

    play(2, FRAMES);
    assertThat(watch.isOffered()).isTrue();
  }

  @Test
  void shouldNotComeBackWhileItIsNotAtItsFullFrameRate() {
    play(12, 10);

    play(60, 28);

    assertThat(watch.isOffered()).isFalse();
  }

  @Test
  void shouldRememberNothingOfTheRunBeforeButWhatWasDecided() {
    play(12, 10);
    watch.begin(due, encoded, failed);
    pts90k = -1_000_000;

    play(RateWatch.RETURN_SECONDS - 1, FRAMES);
    assertThat(watch.isOffered()).isFalse();

    play(2, FRAMES);
    assertThat(watch.isOffered()).isTrue();
  }

  @Test
  void shouldTellFaultsFromAMachineThatIsTooSmall() {
    failed = 40;
    play(12, 10);
    assertThat(watch.isFaulty()).isFalse();

    for (int second = 0; second < RateWatch.WINDOW_SECONDS; second++) {
      failed += 15;
      play(1, 10);
    }
    assertThat(watch.isFaulty()).isTrue();
  }

  private void play(int seconds, int encodedASecond) {
    for (int second = 0; second < seconds; second++) {
      for (int frame = 0; frame < FRAMES; frame++) {
        due++;
        encoded += frame < encodedASecond ? 1 : 0;
        watch.update(pts90k, due, encoded, failed);
        pts90k += 3_000;
      }
    }
  }
}
