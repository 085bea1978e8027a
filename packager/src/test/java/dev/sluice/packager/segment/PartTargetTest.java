package dev.sluice.packager.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartTargetTest {
  private static final int TICKS_PER_MS = 90;

  @ParameterizedTest
  @CsvSource({
    "200, 30,     200",
    "200, 25,     200",
    "200, 60,     200",
    "200, 29.97,  201",
    "200, 24,     209",
    "200, 23.976, 209",
    "200, 12,     167",
    "200, 1,      1000",
    "100, 30,     100",
    "100, 25,     120",
    "1000, 30,    1000"
  })
  void shouldBeAWholeNumberOfPicturesNearestToWhatIsWanted(long wantedMs, double rate, long ms) {
    long picture90k = Math.round(90_000 / rate);

    long target90k = PartTarget.of(wantedMs * TICKS_PER_MS, picture90k, 0, 0);

    assertThat(target90k).isEqualTo(ms * TICKS_PER_MS);
  }

  @ParameterizedTest
  @CsvSource({
    "30,    1024, 48000", "30,    1024, 44100", "30,    1024, 32000", "30,    1024, 24000",
    "30,    1024, 22050", "30,    1024, 16000", "30,    1024, 8000", "29.97, 1024, 24000",
    "25,    1024, 48000", "24,    1024, 44100", "60,    1152, 48000", "50,    1152, 44100",
    "30,    960,  48000"
  })
  void shouldBeFilledByAudioFramesToo(double rate, int samplesPerFrame, int sampleRate) {
    long picture90k = Math.round(90_000 / rate);

    for (long wantedMs = 150; wantedMs <= 1_000; wantedMs += 50) {
      long target90k =
          PartTarget.of(wantedMs * TICKS_PER_MS, picture90k, samplesPerFrame, sampleRate);
      int frames = PartTarget.framesOf(target90k, samplesPerFrame, sampleRate);
      double filled90k = frames * samplesPerFrame * 90_000.0 / sampleRate;
      assertThat(filled90k).isBetween(0.85 * target90k, (double) target90k);
    }
  }

  @ParameterizedTest
  @CsvSource({"50,  60, 1024, 8000,  134", "20,  50, 1024, 22050, 60", "20,  60, 1152, 16000, 84"})
  void shouldHoldAFrameOfAudioThatFillsNoPart(
      long wantedMs, int rate, int samplesPerFrame, int sampleRate, long ms) {
    long target90k =
        PartTarget.of(wantedMs * TICKS_PER_MS, 90_000 / rate, samplesPerFrame, sampleRate);

    assertThat(target90k).isEqualTo(ms * TICKS_PER_MS);
  }

  @ParameterizedTest
  @CsvSource({"1024, 48000, 192", "1024, 44100, 209", "1024, 8000, 256", "1152, 48000, 192"})
  void shouldFollowTheFramesOfAudioAlone(int samplesPerFrame, int sampleRate, long ms) {
    long target90k = PartTarget.of(200 * TICKS_PER_MS, 0, samplesPerFrame, sampleRate);

    assertThat(target90k).isEqualTo(ms * TICKS_PER_MS);
  }

  @Test
  void shouldBeWhatIsWantedWhenNothingIsKnown() {
    assertThat(PartTarget.of(18_000, 0, 0, 0)).isEqualTo(18_000);
  }
}
