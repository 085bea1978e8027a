package dev.sluice.ingest.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateWatchTest {
  private static final int FRAMES = 30;

  private final RateWatch watch = new RateWatch();
  private long pts90k;
  private long due;
  private long encoded;

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
    watch.begin(due, encoded);
    pts90k = -1_000_000;

    play(RateWatch.RETURN_SECONDS - 1, FRAMES);
    assertThat(watch.isOffered()).isFalse();

    play(2, FRAMES);
    assertThat(watch.isOffered()).isTrue();
  }

  private void play(int seconds, int encodedASecond) {
    for (int second = 0; second < seconds; second++) {
      for (int frame = 0; frame < FRAMES; frame++) {
        due++;
        encoded += frame < encodedASecond ? 1 : 0;
        watch.update(pts90k, due, encoded);
        pts90k += 3_000;
      }
    }
  }
}
