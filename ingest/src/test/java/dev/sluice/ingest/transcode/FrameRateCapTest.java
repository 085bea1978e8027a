package dev.sluice.ingest.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameRateCapTest {
  private static final int CAP = 30;

  @ParameterizedTest
  @CsvSource({
    "24000,1001,1",
    "25,1,1",
    "30000,1001,1",
    "30,1,1",
    "31,1,1",
    "40,1,2",
    "50,1,2",
    "60000,1001,2",
    "60,1,2",
    "75,1,3",
    "120,1,4"
  })
  void shouldKeepEveryNthPictureOfASteadySource(int numerator, int denominator, int divisor) {
    FrameRateCap told = new FrameRateCap(CAP, (double) numerator / denominator);
    FrameRateCap untold = new FrameRateCap(CAP, 0);

    for (long frame = 0; frame < 100_000; frame++) {
      long pts90k = Math.round(frame * 1000.0 * denominator / numerator) * 90;
      boolean isExpected = frame % divisor == 0;
      assertThat(told.keeps(pts90k, false)).as("frame %s", frame).isEqualTo(isExpected);
      assertThat(untold.keeps(pts90k, false)).as("frame %s", frame).isEqualTo(isExpected);
    }
  }

  @Test
  void shouldKeepForcedPicturesAndCountOnFromThem() {
    FrameRateCap cap = new FrameRateCap(CAP, 60);

    assertThat(cap.keeps(0, false)).isTrue();
    assertThat(cap.keeps(1_500, true)).isTrue();
    assertThat(cap.keeps(3_000, false)).isFalse();
    assertThat(cap.keeps(4_500, false)).isTrue();
  }

  @Test
  void shouldKeepSourcesUnderTheCapWhateverTheirJitter() {
    FrameRateCap cap = new FrameRateCap(CAP, 30);
    Random random = new Random(7);

    for (int frame = 0; frame < 1_000; frame++) {
      assertThat(cap.keeps(frame * 3_000L + random.nextInt(600), false)).isTrue();
    }
  }

  @Test
  void shouldCapASourceOfVaryingRateByTime() {
    FrameRateCap cap = new FrameRateCap(CAP, 0);
    Random random = new Random(7);
    int kept = 0;
    long pts90k = 0;

    for (int frame = 0; frame < 10_000; frame++) {
      pts90k += 200 + random.nextInt(4_000);
      kept += cap.keeps(pts90k, false) ? 1 : 0;
    }

    assertThat(kept * 90_000.0 / pts90k).isBetween(15.0, 31.5);
  }
}
