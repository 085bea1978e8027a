package dev.sluice.packager.cmaf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecodeClockTest {
  private static final int DAY_S = 24 * 3600;

  @ParameterizedTest
  @CsvSource({"44100,1024", "48000,1024", "22050,576", "96000,1024"})
  void shouldKeepFramesOfADayOnTheirGridThoughTheSourceCountsInMilliseconds(
      int sampleRate, int frameDuration) {
    DecodeClock clock = new DecodeClock(sampleRate, frameDuration);
    long time = clock.first(0);
    long frameCount = (long) DAY_S * sampleRate / frameDuration;

    for (long frame = 1; frame <= frameCount; frame++) {
      long ms = (frame * frameDuration * 1000 + sampleRate / 2) / sampleRate;
      time = clock.after(time, ms * 90);
    }

    assertThat(time).isEqualTo(frameCount * frameDuration);
  }

  @Test
  void shouldLeaveTheGridWhenTheSourceIsMoreThanHalfAFrameLate() {
    DecodeClock clock = new DecodeClock(48_000, 1024);

    assertThat(clock.after(48_000, 90_000 + 1_920 + 960)).isEqualTo(48_000 + 1024);
    assertThat(clock.after(48_000, 90_000 + 1_920 + 990)).isEqualTo(48_000 + 1024 + 528);
    assertThat(clock.after(48_000, 80_000)).isEqualTo(48_000 + 1024);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void shouldKeepFramesOnTheirGridThatHaveTheSameTime(int group) {
    DecodeClock clock = new DecodeClock(48_000, 1024);
    long time = clock.first(0);

    for (int frame = 1; frame <= 1_000; frame++) {
      time = clock.after(time, frame / group * group * 1_920L);
    }

    assertThat(time).isEqualTo(1_000 * 1024);
  }

  @ParameterizedTest
  @ValueSource(ints = {600, 1_024, 2_500, 20_000})
  void shouldFollowASourceThatIsEarlyForGood(int lead) {
    DecodeClock clock = new DecodeClock(48_000, 1024);
    long time = clock.first(lead * 15 / 8);

    for (int frame = 1; frame <= 200; frame++) {
      time = clock.after(time, frame * 1_920L);
    }

    assertThat(time - 200 * 1024).isBetween(0L, 512L);
  }

  @Test
  void shouldFollowASourceWhoseFramesAreShorterThanItSays() {
    DecodeClock clock = new DecodeClock(48_000, 1024);
    long time = clock.first(0);

    for (int frame = 1; frame <= 10_000; frame++) {
      time = clock.after(time, frame * 960L);
    }

    assertThat(time - 10_000 * 512).isBetween(0L, 8L * 1024);
  }

  @Test
  void shouldTakeTimesOfVideoAsTheyAre() {
    DecodeClock clock = new DecodeClock(90_000, 0);

    assertThat(clock.first(1L << 40)).isEqualTo(1L << 40);
    assertThat(clock.after(3_003, 6_006)).isEqualTo(6_006);
    assertThat(clock.after(3_003, 3_003)).isEqualTo(3_004);
    assertThat(clock.after(0, Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void shouldGoOnWhereTheLastChunkEndedUntilItIsReset() {
    DecodeClock clock = new DecodeClock(90_000, 0);
    assertThat(clock.first(-3_000)).isZero();
    clock.advance(9_000);

    assertThat(clock.first(9_500)).isEqualTo(9_000);
    clock.reset();
    assertThat(clock.first(9_500)).isEqualTo(9_500);
  }
}
