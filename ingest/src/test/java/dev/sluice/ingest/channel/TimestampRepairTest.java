package dev.sluice.ingest.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.ingest.channel.TrackTimes.Track;
import dev.sluice.packager.Timeline;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampRepairTest {
  private static final long SECOND_90K = 90_000;
  private static final long FRAME_90K = 3_000;
  private static final long AUDIO_FRAME_90K = 1_920;
  private static final long MS_90K = 90;

  private final ChannelCounters counters = ChannelCounters.total();
  private final TimestampRepair repair = new TimestampRepair(SECOND_90K, null, 0, counters);

  private long nowNs = 5_000_000_000L;
  private long nowEpochMs = 1_700_000_000_000L;

  @Test
  void shouldKeepDistancesOfContinuousTimes() {
    long first90k = video(0);
    assertThat(repair.timeline().epochMsAt(first90k)).isEqualTo(nowEpochMs);
    long audio90k = audio(45);

    assertThat(video(FRAME_90K)).isEqualTo(first90k + FRAME_90K);
    assertThat(audio90k).isEqualTo(first90k + 45);
  }

  @ParameterizedTest
  @ValueSource(longs = {16_777_216L, 2_147_483_648L, 4_294_967_296L, -5_000_000_000L})
  void shouldStartAnywhereAndCrossLargeTimesWithoutBreak(long startMs) {
    long source90k = startMs * MS_90K - 5 * FRAME_90K;
    long last90k = video(source90k);
    for (int i = 1; i < 10; i++) {
      long out90k = video(source90k + i * FRAME_90K);
      assertThat(out90k).isEqualTo(last90k + FRAME_90K);
      last90k = out90k;
    }
    assertThat(repair.timeline().serial()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      longs = {60_000, -1_000, -30_000, -3_600_000, 1_500, -400, -2_147_483_648L, -4_294_967_296L})
  void shouldBreakOnceWhenBothTracksJump(long jumpMs) {
    playSeconds(0, 2);
    long source90k = 2 * SECOND_90K;
    long before90k = repair.end90k();

    long video90k = video(source90k + jumpMs * MS_90K);
    long audio90k = audio(source90k + jumpMs * MS_90K + 500);
    long next90k = video(source90k + jumpMs * MS_90K + FRAME_90K);

    assertThat(repair.timeline().serial()).isEqualTo(1);
    assertThat(video90k).isBetween(before90k, before90k + 2 * FRAME_90K);
    assertThat(audio90k - video90k).isEqualTo(500);
    assertThat(next90k - video90k).isEqualTo(FRAME_90K);
  }

  @Test
  void shouldDropUnitsOfOldTimesAfterBreak() {
    playSeconds(0, 2);
    video(62 * SECOND_90K);

    boolean hasPassed = offer(Track.AUDIO, 2 * SECOND_90K, 2 * SECOND_90K);
    audio(62 * SECOND_90K);

    assertThat(hasPassed).isFalse();
    assertThat(counters.repairs(RepairCase.LATE_UNIT)).isEqualTo(1);
    assertThat(repair.timeline().serial()).isEqualTo(1);
  }

  @Test
  void shouldTakeTrackBackThatNeverJumps() {
    playSeconds(0, 2);
    long video90k = video(62 * SECOND_90K);
    pass(601);

    long audio90k = audio(2 * SECOND_90K + 90_090);

    assertThat(audio90k).isEqualTo(video90k);
    assertThat(counters.repairs(RepairCase.REALIGNED)).isEqualTo(1);
    assertThat(repair.timeline().serial()).isEqualTo(1);
  }

  @Test
  void shouldBreakForEachJumpWhenTheySucceedEachOther() {
    playSeconds(0, 2);
    video(62 * SECOND_90K);
    video(32 * SECOND_90K);

    audio(32 * SECOND_90K);

    assertThat(repair.timeline().serial()).isEqualTo(2);
    assertThat(counters.repairs(RepairCase.LATE_UNIT)).isZero();
  }

  @Test
  void shouldKeepSteadySkewOfTracks() {
    long video90k = video(0);

    assertThat(audio(3 * SECOND_90K) - video90k).isEqualTo(3 * SECOND_90K);
    assertThat(video(FRAME_90K) - video90k).isEqualTo(FRAME_90K);
    assertThat(audio(3 * SECOND_90K + AUDIO_FRAME_90K) - video90k)
        .isEqualTo(3 * SECOND_90K + AUDIO_FRAME_90K);
    assertThat(repair.timeline().serial()).isZero();
  }

  @Test
  void shouldBreakOnceWhenSkewedTracksJump() {
    for (int i = 0; i < 60; i++) {
      video(i * FRAME_90K);
      audio(3 * SECOND_90K + i * FRAME_90K);
    }
    long video90k = video(70 * SECOND_90K);

    assertThat(audio(73 * SECOND_90K) - video90k).isEqualTo(3 * SECOND_90K);
    assertThat(repair.timeline().serial()).isEqualTo(1);
  }

  @Test
  void shouldAlignTracksOfDifferentClocks() {
    long video90k = video(0);

    assertThat(audio(1_000 * SECOND_90K)).isEqualTo(video90k);
    assertThat(repair.timeline().serial()).isZero();
  }

  @Test
  void shouldNotBreakWhenTrackWasSilentWhileOtherWentOn() {
    playSeconds(0, 2);
    for (long source90k = 2 * SECOND_90K; source90k < 7 * SECOND_90K; source90k += FRAME_90K) {
      video(source90k);
    }
    audio(7 * SECOND_90K);

    assertThat(repair.timeline().serial()).isZero();
    assertThat(counters.repairs(RepairCase.SILENCE)).isEqualTo(1);
  }

  @Test
  void shouldNotBreakWhenTrackComesBackWithAnotherDelay() {
    playSeconds(0, 2);
    for (long source90k = 2 * SECOND_90K;
        source90k < 5 * SECOND_90K + 30_000;
        source90k += FRAME_90K) {
      video(source90k);
    }
    long video90k = repair.dts90k();

    assertThat(audio(5 * SECOND_90K)).isCloseTo(video90k - 27_000, within(FRAME_90K));
    assertThat(repair.timeline().serial()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {900, 1_000, 1_001})
  void shouldTakeAPictureASecondForWhatItIs(long pictureMs) {
    for (int i = 0; i < 60; i++) {
      long source90k = (i * pictureMs + i % 3 * 20) * MS_90K;
      video(source90k);
      pass(pictureMs);
    }

    assertThat(repair.timeline().serial()).isLessThanOrEqualTo(1);
  }

  @Test
  void shouldKeepTimelineThroughStallAndBurst() {
    playSeconds(0, 2);
    Timeline before = repair.timeline();
    pass(5_000);

    playSeconds(2, 7);

    assertThat(repair.timeline()).isEqualTo(before);
  }

  @Test
  void shouldFollowWallClockWhenTimesJumpAfterStall() {
    long first90k = video(0);
    pass(5_000);

    long second90k = video(60 * SECOND_90K);

    assertThat(second90k - first90k).isEqualTo(5 * SECOND_90K);
    assertThat(repair.timeline().epochMsAt(second90k)).isEqualTo(nowEpochMs);
  }

  @Test
  void shouldDateByTheEarliestArrivalForItsTime() {
    long first90k = video(0);
    pass(100);
    for (int i = 1; i <= 20; i++) {
      video(i * FRAME_90K);
    }
    pass(1_000);
    video(50 * FRAME_90K);

    assertThat(repair.timeline().anchor().isSettled()).isTrue();
    assertThat(repair.timeline().epochMsAt(first90k + 20 * FRAME_90K))
        .isEqualTo(nowEpochMs - 1_000);
  }

  @Test
  void shouldKeepDatesWhenTimesJumpWithoutAStall() {
    playSeconds(0, 2);
    long wall = repair.timeline().epochMsAt(repair.end90k());

    pass(70);
    long next90k = video(62 * SECOND_90K);

    assertThat(repair.timeline().serial()).isEqualTo(1);
    assertThat(repair.timeline().epochMsAt(next90k)).isBetween(wall + 33, wall + 70);
  }

  @Test
  void shouldDateWhatResumesAnew() {
    video(0);
    Timeline before = repair.timeline();
    long end90k = repair.end90k();
    TimestampRepair next = new TimestampRepair(SECOND_90K, before, end90k, counters);
    pass(10_000);

    next.repair(Track.VIDEO, 0, 0, nowNs, nowEpochMs);
    long first90k = next.pts90k();
    next.repair(Track.VIDEO, 45_000, 45_000, nowNs, nowEpochMs);

    assertThat(next.timeline().anchor().isSettled()).isFalse();
    assertThat(next.timeline().epochMsAt(first90k)).isEqualTo(nowEpochMs - 500);
    assertThat(before.epochMsAt(end90k)).isEqualTo(nowEpochMs - 10_000);
  }

  @Test
  void shouldNeverLetWallClockOfTimelinesGoBack() {
    playSeconds(0, 20);
    long wall = repair.timeline().epochMsAt(repair.end90k());
    nowEpochMs -= 3_600_000;

    long next90k = video(-30 * SECOND_90K);

    assertThat(repair.timeline().epochMsAt(next90k)).isGreaterThanOrEqualTo(wall);
  }

  @Test
  void shouldClampJitterAndDuplicates() {
    video(0);
    long last90k = video(FRAME_90K);

    assertThat(video(FRAME_90K)).isEqualTo(last90k + 1);
    assertThat(video(FRAME_90K - 900)).isEqualTo(last90k + 2);
    assertThat(video(2 * FRAME_90K)).isEqualTo(last90k + FRAME_90K);
    assertThat(counters.repairs(RepairCase.DUPLICATE)).isEqualTo(1);
    assertThat(counters.repairs(RepairCase.BACKWARD_JITTER)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 90})
  void shouldTimeByArrivalWhatStandsStill(long back90k) {
    long first90k = video(0);
    for (int i = 1; i <= 300; i++) {
      pass(33);
      video(-i * back90k);
    }

    assertThat(repair.dts90k() - first90k)
        .isBetween(299 * 33 * MS_90K, 299 * 33 * MS_90K + FRAME_90K);
    assertThat(repair.timeline().serial()).isZero();
    assertThat(counters.repairs(RepairCase.STANDSTILL)).isBetween(265L, 275L);
    assertThat(repair.hasStoodStill()).isTrue();
  }

  @Test
  void shouldGoOnWithTheSourceWhoseTimesAdvanceAgain() {
    for (int i = 0; i < 100; i++) {
      video(0);
      pass(33);
    }
    long last90k = repair.dts90k();

    assertThat(video(FRAME_90K)).isEqualTo(last90k + FRAME_90K);
    assertThat(video(2 * FRAME_90K)).isEqualTo(last90k + 2 * FRAME_90K);
    assertThat(repair.timeline().serial()).isZero();
  }

  @Test
  void shouldNotTakeDuplicateAfterStallForStandstill() {
    long last90k = video(0);
    pass(5_000);

    assertThat(video(0)).isEqualTo(last90k + 1);
    assertThat(video(FRAME_90K)).isEqualTo(last90k + FRAME_90K);
  }

  @Test
  void shouldNotSlideBackForEver() {
    for (int i = 0; i < 1_000; i++) {
      video(-90L * i);
    }

    assertThat(counters.repairs(RepairCase.BACKWARD_JUMP)).isPositive();
  }

  @Test
  void shouldPresentNothingBeforeItIsDecoded() {
    offer(Track.VIDEO, 0, FRAME_90K);
    assertThat(repair.pts90k()).isEqualTo(repair.dts90k());

    offer(Track.VIDEO, 5 * FRAME_90K, 2 * FRAME_90K);
    assertThat(repair.pts90k() - repair.dts90k()).isEqualTo(3 * FRAME_90K);
    assertThat(counters.repairs(RepairCase.COMPOSITION)).isEqualTo(1);
  }

  @Test
  void shouldGoOnWhereThePreviousPublicationEnded() {
    playSeconds(0, 2);
    Timeline before = repair.timeline();
    TimestampRepair next = new TimestampRepair(SECOND_90K, before, repair.end90k(), counters);
    long end90k = repair.end90k();

    next.repair(Track.VIDEO, 0, 0, nowNs, before.epochMsAt(end90k) + 10_000);

    assertThat(next.timeline().serial()).isEqualTo(1);
    assertThat(next.dts90k()).isEqualTo(end90k + 10 * SECOND_90K);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldBreakOncePerJumpOnAnySource(long seed) {
    Random random = new Random(seed);
    long[] source90k = {0, 0};
    long[] jumps90k = {0, 0};
    long[] last90k = {Long.MIN_VALUE, Long.MIN_VALUE};
    int breakCount = 0;
    for (int i = 0; i < 250_000; i++) {
      if (i % 500 == 250) {
        jumps90k[0] += randomJump90k(random);
        breakCount++;
      }
      int track = source90k[0] <= source90k[1] ? 0 : 1;
      long jitter90k = random.nextInt(20) == 0 ? random.nextInt(4_000) - 2_000 : 0;
      if (track == 1) {
        jumps90k[1] = jumps90k[0];
      }
      long dts90k = source90k[track] + jumps90k[track] + jitter90k;
      assertThat(offer(Track.values()[track], dts90k, dts90k)).isTrue();
      assertThat(repair.dts90k()).isGreaterThan(last90k[track]);
      last90k[track] = repair.dts90k();
      assertThat(Math.abs(last90k[0] - last90k[1])).isLessThan(i < 2 ? Long.MAX_VALUE : 9_000);
      source90k[track] += track == 0 ? FRAME_90K : AUDIO_FRAME_90K;
      pass(13);
    }
    assertThat(repair.timeline().serial()).isEqualTo(breakCount);
  }

  private static long randomJump90k(Random random) {
    long size90k = 2 * SECOND_90K + random.nextInt(1_000_000_000);
    return random.nextBoolean() ? size90k : -size90k;
  }

  private void playSeconds(long from, long to) {
    for (long video90k = from * SECOND_90K; video90k < to * SECOND_90K; video90k += FRAME_90K) {
      video(video90k);
      audio(video90k);
    }
  }

  private long video(long source90k) {
    assertThat(offer(Track.VIDEO, source90k, source90k)).isTrue();
    return repair.dts90k();
  }

  private long audio(long source90k) {
    assertThat(offer(Track.AUDIO, source90k, source90k)).isTrue();
    return repair.dts90k();
  }

  private boolean offer(Track track, long pts90k, long dts90k) {
    return repair.repair(track, pts90k, dts90k, nowNs, nowEpochMs);
  }

  private void pass(long ms) {
    nowNs += ms * 1_000_000;
    nowEpochMs += ms;
  }
}
