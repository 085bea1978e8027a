package dev.sluice.packager.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.packager.segment.Segmenter.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmenterTest {
  private static final long SECOND = 90_000;
  private static final long FRAME = 3_000;
  private static final long SHED_FRAME = SECOND / 25;
  private static final int SHED_GOP = 60;
  private static final SegmentRules RULES =
      new SegmentRules(2 * SECOND, SECOND, 5 * SECOND / 2, 10 * SECOND);

  private final SegmentPlan plan = new SegmentPlan(RULES, /* firstMediaSequence= */ 100);
  private final Segmenter segmenter = new Segmenter(plan);
  private final List<Long> durations90k = new ArrayList<>();
  private int gaps;

  @ParameterizedTest
  @CsvSource({
    "0.5, 1.0, 2.0, 2",
    "0.7, 1.4, 2.1, 2",
    "1.0, 1.0, 2.0, 2",
    "1.2, 1.2, 2.4, 2",
    "1.3, 1.3, 1.3, 2",
    "1.8, 1.8, 1.8, 2",
    "2.0, 2.0, 2.0, 2",
    "2.4, 2.4, 2.4, 2",
    "3.0, 3.0, 3.0, 3",
    "4.0, 4.0, 4.0, 4",
    "9.6, 9.6, 9.6, 10"
  })
  void shouldCutBySourcesThatKeepTheirInterval(
      double gopSeconds, double firstSeconds, double laterSeconds, int targetSeconds) {
    long gop90k = Math.round(gopSeconds * SECOND);

    run(60 * SECOND, time90k -> time90k % gop90k == 0);

    assertThat(durations90k.get(0)).isEqualTo(Math.round(firstSeconds * SECOND));
    assertThat(durations90k.subList(1, durations90k.size() - 1))
        .containsOnly(Math.round(laterSeconds * SECOND));
    assertThat(plan.targetDurationSeconds()).isEqualTo(targetSeconds);
    assertThat(plan.hasIndependentSegments()).isTrue();
  }

  @Test
  void shouldTakeAKeyFrameThatRoundingToMillisecondsBringsEarly() {
    for (int frame = 0; frame < 200; frame++) {
      feed(Math.floorDiv(frame * 1001L * 3, 90) * 90, frame % 60 == 0);
    }

    assertThat(durations90k).hasSize(3).allMatch(duration -> Math.abs(duration - 180_180) <= 90);
  }

  @Test
  void shouldCutBelowTheMinimumRatherThanBreakTheTargetDuration() {
    run(10 * SECOND, time90k -> time90k % (2 * SECOND) == 0 || time90k == 4 * SECOND + 63_000);

    assertThat(durations90k).contains(63_000L);
    assertThat(plan.targetDurationSeconds()).isEqualTo(2);
  }

  @Test
  void shouldForceACutWhenALaterGopIsTooLongForThePromise() {
    run(20 * SECOND, time90k -> time90k <= 4 * SECOND && time90k % (2 * SECOND) == 0);

    assertThat(plan.targetDurationSeconds()).isEqualTo(2);
    assertThat(durations90k).allMatch(duration -> duration < 5 * SECOND / 2);
    assertThat(plan.hasIndependentSegments()).isFalse();
  }

  @Test
  void shouldForceTheFirstCutAtTheLimitWithoutASecondKeyFrame() {
    run(25 * SECOND, time90k -> time90k == 0);

    assertThat(durations90k.get(0)).isBetween(10 * SECOND - 2 * FRAME, 10 * SECOND);
    assertThat(plan.targetDurationSeconds()).isEqualTo(10);
  }

  @Test
  void shouldCutAudioAtTheTarget() {
    for (int frame = 0; frame < 1_000; frame++) {
      feed(frame * 1_920L, /* isRandomAccess= */ true);
    }

    assertThat(durations90k.get(0)).isBetween(SECOND - 1_920, SECOND + 1_920);
    assertThat(durations90k.subList(1, durations90k.size()))
        .allMatch(duration -> Math.abs(duration - 2 * SECOND) <= 1_920);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldKeepEveryPromiseWithIrregularKeyFrames(long seed) {
    Random random = new Random(seed);
    long longestFrames = 30 + random.nextInt(300);
    long[] nextKeyFrame = {0};

    run(600 * SECOND, time90k -> {
      boolean isKeyFrame = time90k >= nextKeyFrame[0];
      nextKeyFrame[0] +=
          isKeyFrame ? FRAME * (1 + (long) (random.nextDouble() * longestFrames)) : 0;
      return isKeyFrame;
    });

    long limit90k = plan.targetDurationSeconds() * SECOND + SECOND / 2;
    assertThat(durations90k).allMatch(duration -> duration > 0 && duration < limit90k);
    assertThat(durations90k.stream().mapToLong(Long::longValue).sum()).isEqualTo(600 * SECOND);
    assertThat(gaps).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.55, 0.6, 0.8, 0.95, 1.0, 1.4})
  void shouldNotForceACutForASourceThatHaltsOnce(double haltSeconds) {
    long haltFrom90k = 21 * SECOND / 2;
    long haltTo90k = haltFrom90k + Math.round(haltSeconds * SECOND);

    run(20 * SECOND, FRAME, time90k -> time90k > haltFrom90k && time90k < haltTo90k);

    assertThat(durations90k).hasSize(10).containsOnly(2 * SECOND);
    assertThat(plan.hasIndependentSegments()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.6, 0.9, 1.4})
  void shouldEndWithAPictureThatLastsAsLongAsUsual(double haltSeconds) {
    long haltFrom90k = 21 * SECOND / 2;
    long haltTo90k = haltFrom90k + Math.round(haltSeconds * SECOND);

    run(haltTo90k + FRAME, FRAME, time90k -> time90k > haltFrom90k && time90k < haltTo90k);

    assertThat(durations90k).hasSize(6).last().isEqualTo(haltTo90k + FRAME - 10 * SECOND);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldKeepThePromiseOfSlowSourcesWhoseKeyFramesStayAway(long rate) {
    for (long picture = 0; picture <= 60 * rate; picture++) {
      long time90k = 90 * (picture * 1_000 / rate);
      feed(time90k, time90k <= 4 * SECOND && time90k % (2 * SECOND) == 0);
    }

    assertThat(gaps).isZero();
    assertThat(durations90k).hasSizeGreaterThan(23).allMatch(duration -> duration < 5 * SECOND / 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldKeepThePromiseOfSlowSourcesThatShake(long seed) {
    Random random = new Random(seed);
    for (long picture = 0; picture <= 300; picture++) {
      long shake90k = picture == 0 ? 0 : random.nextLong(-SECOND / 50, SECOND / 50);
      feed(picture * SECOND / 5 + shake90k, picture <= 20 && picture % 10 == 0);
    }

    assertThat(gaps).isZero();
    assertThat(durations90k).hasSizeGreaterThan(23).allMatch(duration -> duration < 5 * SECOND / 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 7, 10, 31})
  void shouldKeepThePromiseOfSourcesThatLosePicturesNowAndThen(long interval) {
    for (long picture = 0; picture <= 300 * 30; picture++) {
      if (picture <= 120 || picture % interval != 0) {
        feed(picture * FRAME, picture <= 120 && picture % 60 == 0);
      }
    }

    assertThat(gaps).isZero();
    assertThat(durations90k)
        .hasSizeGreaterThan(120)
        .allMatch(duration -> duration < 5 * SECOND / 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 5, 30})
  void shouldNotForceACutWhereSlowSourcesLoseAPicture(long rate) {
    long lost90k = 10 * SECOND + SECOND / rate;

    run(20 * SECOND, SECOND / rate, time90k -> time90k == lost90k);

    assertThat(durations90k).hasSize(10).containsOnly(2 * SECOND);
    assertThat(plan.hasIndependentSegments()).isTrue();
  }

  @Test
  void shouldNotForceACutAfterASourceThatSentKeyFramesOnly() {
    run(
        40 * SECOND,
        FRAME,
        time90k -> time90k > 10 * SECOND && time90k < 20 * SECOND && time90k % (2 * SECOND) != 0);

    assertThat(durations90k).hasSize(20).containsOnly(2 * SECOND);
    assertThat(plan.hasIndependentSegments()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 40, 54})
  void shouldNotForceACutOfASourceThatIsSlowNoMore(int recovered) {
    for (int picture = 0; picture <= 8 * SHED_GOP; picture++) {
      if (!isShed(picture, recovered)) {
        feed(picture * SHED_FRAME, picture % SHED_GOP == 0);
      }
    }

    assertThat(durations90k).hasSize(8).containsOnly(SHED_GOP * SHED_FRAME);
    assertThat(plan.hasIndependentSegments()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {55, 56, 57, 58, 59})
  void shouldWaitForAKeyFrameThatIsPlannedWhereASlowSourceRecoversJustBefore(int recovered) {
    Segmenter leader = new Segmenter(plan);
    leader.begin(/* serial= */ 1, 0, 0);
    for (int picture = 0; picture <= 8 * SHED_GOP; picture++) {
      long time90k = picture * SHED_FRAME;
      boolean isKeyFrame = picture % SHED_GOP == 0;
      cutOn(leader, leader.decide(time90k, time90k, isKeyFrame));
      int ahead = picture - 10;
      if (ahead >= 0 && !isShed(ahead, recovered)) {
        feed(ahead * SHED_FRAME, ahead % SHED_GOP == 0);
      }
    }

    assertThat(durations90k).hasSize(7).containsOnly(SHED_GOP * SHED_FRAME);
    assertThat(plan.hasIndependentSegments()).isTrue();
  }

  /** Returns whether a picture is left out, as three of four are until a picture of the third segment. */
  private static boolean isShed(int picture, int recovered) {
    return picture > SHED_GOP && picture < 2 * SHED_GOP + recovered && picture % 4 != 0;
  }

  @Test
  void shouldMeasureByPresentationTimesWithReorderedPictures() {
    segmenter.begin(/* serial= */ 1, /* pts90k= */ 6_000, /* dts90k= */ 0);
    for (int frame = 1; frame < 60; frame++) {
      segmenter.decide(
          frame * FRAME + (frame % 3) * FRAME, frame * FRAME, /* isRandomAccess= */ false);
    }

    assertThat(segmenter.decide(60 * FRAME + 6_000, 60 * FRAME, /* isRandomAccess= */ true))
        .isEqualTo(Decision.CUT);
    assertThat(segmenter.cut(/* isRandomAccess= */ true)).isEqualTo(2 * SECOND);
    assertThat(segmenter.start90k()).isEqualTo(2 * SECOND + 6_000);
  }

  @ParameterizedTest
  @CsvSource({"60, true", "90, false"})
  void shouldTellWhetherPicturesAreShownBeforeTheSegmentBegins(int key, boolean isIndependent) {
    segmenter.begin(/* serial= */ 1, /* pts90k= */ 6_000, /* dts90k= */ 0);
    for (int frame = 1; frame < 120; frame++) {
      long dts90k = frame * FRAME;
      long pts90k = frame == key + 1 ? dts90k : dts90k + 6_000;
      cutOn(segmenter, segmenter.decide(pts90k, dts90k, frame % 30 == 0));
    }

    assertThat(segmenter.start90k()).isEqualTo(90 * FRAME + 6_000);
    assertThat(plan.hasIndependentSegments()).isEqualTo(isIndependent);
  }

  @Test
  void shouldReportMediaThatIsMissing() {
    segmenter.begin(/* serial= */ 1, 0, 0);
    segmenter.decide(FRAME, FRAME, /* isRandomAccess= */ false);

    Decision decision = segmenter.decide(20 * SECOND, 20 * SECOND, /* isRandomAccess= */ true);

    assertThat(decision).isEqualTo(Decision.GAP);
    assertThat(segmenter.end()).isEqualTo(2 * FRAME);
  }

  @Test
  void shouldCutByTheClockOfAudioWhileVideoStaysAway() {
    run(2 * SECOND + FRAME, time90k -> time90k % (2 * SECOND) == 0);
    segmenter.decideBeside(2 * SECOND);

    assertThat(segmenter.decideBeside(4 * SECOND)).isEqualTo(Decision.CONTINUE);
    assertThat(segmenter.decideBeside(9 * SECOND / 2)).isEqualTo(Decision.FORCED_CUT);
    assertThat(segmenter.cut(/* isRandomAccess= */ false)).isLessThan(5 * SECOND / 2);
  }

  @Test
  void shouldCutEveryRenditionAtTheSameTimeWithTheSameNumber() {
    Segmenter follower = new Segmenter(plan);
    segmenter.begin(1, 0, 0);
    follower.begin(1, 0, 0);
    for (long time90k = FRAME; time90k <= 8 * SECOND; time90k += FRAME) {
      boolean isKeyFrame = time90k % SECOND == 0;
      Decision leading = segmenter.decide(time90k, time90k, isKeyFrame);
      assertThat(cutOn(segmenter, leading))
          .isEqualTo(cutOn(follower, follower.decide(time90k, time90k, isKeyFrame)));
      assertThat(follower.mediaSequence()).isEqualTo(segmenter.mediaSequence());
    }

    assertThat(plan.nextMediaSequence()).isEqualTo(105);
  }

  @Test
  void shouldGiveTheNumberOfAnEmptySegmentToTheNext() {
    segmenter.begin(1, 0, 0);
    segmenter.abandon();

    segmenter.begin(2, 5 * SECOND, 5 * SECOND);

    assertThat(segmenter.mediaSequence()).isEqualTo(100);
    assertThat(plan.nextMediaSequence()).isEqualTo(101);
  }

  @Test
  void shouldEndASegmentThatBeginsLateWhereItWouldHaveEnded() {
    run(2 * SECOND + FRAME, time90k -> time90k % SECOND == 0);
    segmenter.begin(2, 5 * SECOND, 5 * SECOND);
    feed(6 * SECOND, /* isRandomAccess= */ true);
    segmenter.beginLate();

    assertThat(segmenter.start90k()).isEqualTo(6 * SECOND);
    assertThat(segmenter.decide(7 * SECOND, 7 * SECOND, /* isRandomAccess= */ true))
        .isEqualTo(Decision.CUT);
    assertThat(segmenter.cut(/* isRandomAccess= */ true)).isEqualTo(SECOND);
    assertThat(plan.duration90k(segmenter.mediaSequence() - 1)).isEqualTo(2 * SECOND);
  }

  @Test
  void shouldKeepANumberThatAnotherRenditionHas() {
    Segmenter follower = new Segmenter(plan);
    segmenter.begin(1, 0, 0);
    follower.begin(1, 0, 0);

    follower.abandon();
    segmenter.begin(2, 5 * SECOND, 5 * SECOND);
    follower.begin(2, 5 * SECOND, 5 * SECOND);

    assertThat(segmenter.mediaSequence()).isEqualTo(101);
    assertThat(follower.mediaSequence()).isEqualTo(101);
    assertThat(plan.breakCount(101)).isEqualTo(1);
  }

  @Test
  void shouldCountABreakInEverySegmentFromThereOn() {
    run(8 * SECOND, time90k -> time90k % SECOND == 0);

    plan.onBreak(/* mediaSequence= */ 102);
    segmenter.begin(2, 20 * SECOND, 20 * SECOND);

    assertThat(plan.breakCount(101)).isZero();
    assertThat(plan.breakCount(102)).isEqualTo(1);
    assertThat(plan.breakCount(103)).isEqualTo(1);
    assertThat(plan.breakCount(segmenter.mediaSequence())).isEqualTo(2);
  }

  @Test
  void shouldNotGoOnInATimelineThatOthersHaveLeft() {
    Segmenter laggard = new Segmenter(plan);
    segmenter.begin(1, 0, 0);
    laggard.begin(1, 0, 0);
    laggard.decide(2 * SECOND - FRAME, 2 * SECOND - FRAME, false);
    segmenter.begin(2, 5 * SECOND, 5 * SECOND);

    assertThat(laggard.decide(2 * SECOND, 2 * SECOND, true)).isEqualTo(Decision.GAP);
    assertThat(new Segmenter(plan).begin(1, 9 * SECOND, 9 * SECOND)).isTrue();
    assertThat(laggard.begin(1, 9 * SECOND, 9 * SECOND)).isFalse();
    assertThat(laggard.begin(2, 5 * SECOND, 5 * SECOND)).isTrue();
    assertThat(laggard.mediaSequence()).isEqualTo(101);
  }

  @Test
  void shouldNameTheLengthThatIsOutOfOrder() {
    assertThatThrownBy(() -> new SegmentRules(2, 3, 4, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("target90k: 2 (expected: >= min90k)");
  }

  private void run(long end90k, LongPredicate isKeyFrame) {
    for (long time90k = 0; time90k < end90k; time90k += FRAME) {
      feed(time90k, isKeyFrame.test(time90k));
    }
    durations90k.add(segmenter.end());
  }

  /** Feeds a source with key frames every 2 s that leaves some of its pictures out. */
  private void run(long end90k, long frame90k, LongPredicate isLost) {
    for (long time90k = 0; time90k < end90k; time90k += frame90k) {
      if (!isLost.test(time90k)) {
        feed(time90k, time90k % (2 * SECOND) == 0);
      }
    }
    durations90k.add(segmenter.end());
  }

  private void feed(long time90k, boolean isRandomAccess) {
    if (time90k == 0) {
      segmenter.begin(/* serial= */ 1, 0, 0);
      return;
    }
    Decision decision = segmenter.decide(time90k, time90k, isRandomAccess);
    if (decision == Decision.GAP) {
      gaps++;
    } else if (decision != Decision.CONTINUE) {
      durations90k.add(segmenter.cut(isRandomAccess));
    }
  }

  private static long cutOn(Segmenter segmenter, Decision decision) {
    return decision == Decision.CONTINUE ? 0 : segmenter.cut(/* isRandomAccess= */ true);
  }
}
