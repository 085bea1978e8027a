package dev.sluice.ingest.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyframePlanTest {
  private static final long TARGET_90K = 180_000;
  private static final int HOURS_2 = 7_200;

  @ParameterizedTest
  @CsvSource({
    "24000,1001,48",
    "25,1,50",
    "30000,1001,60",
    "30,1,60",
    "50,1,100",
    "60000,1001,120",
    "1,1,2"
  })
  void shouldPutTheSameNumberOfPicturesIntoEverySegmentForHours(
      int numerator, int denominator, int framesASegment) {
    KeyframePlan plan = new KeyframePlan(TARGET_90K, /* followsSource= */ false);
    long frameCount = (long) HOURS_2 * numerator / denominator;

    for (long frame = 0; frame < frameCount; frame++) {
      boolean isForced = plan.isForced(frame * 90_000 * denominator / numerator);
      assertThat(isForced).as("frame %s", frame).isEqualTo(frame % framesASegment == 0);
    }
  }

  @Test
  void shouldTakeTimesThatAreRoundedToMilliseconds() {
    KeyframePlan plan = new KeyframePlan(TARGET_90K, /* followsSource= */ false);
    List<Integer> forced = new ArrayList<>();

    for (int frame = 0; frame < 240; frame++) {
      long roundedMs = Math.round(frame * 1001 / 30.0);
      if (plan.isForced(roundedMs * 90)) {
        forced.add(frame);
      }
    }

    assertThat(forced).containsExactly(0, 60, 120, 180);
  }

  @Test
  void shouldGoOnWithTheFirstPictureAfterALoss() {
    KeyframePlan plan = new KeyframePlan(TARGET_90K, /* followsSource= */ false);
    plan.isForced(0);
    plan.isForced(3_000);
    plan.isForced(6_000);

    assertThat(plan.isForced(177_000)).isFalse();
    assertThat(plan.isForced(186_000)).isTrue();
    assertThat(plan.isForced(189_000)).isFalse();
  }

  @Test
  void shouldFollowTheSourceWhereItIsTheTopRung() {
    KeyframePlan plan = new KeyframePlan(TARGET_90K, /* followsSource= */ true);
    plan.onSourceRandomAccess(0);
    assertThat(plan.isForced(0)).isTrue();
    assertThat(plan.isForced(180_000)).isFalse();

    plan.onSourceRandomAccess(216_000);

    assertThat(plan.isForced(213_000)).isFalse();
    assertThat(plan.isForced(219_000)).as("its own picture is lost").isTrue();
    assertThat(plan.isForced(222_000)).isFalse();
  }
}
