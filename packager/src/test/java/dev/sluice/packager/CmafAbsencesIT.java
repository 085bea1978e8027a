package dev.sluice.packager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.live.LiveEdge;
import dev.sluice.origin.live.LivePlaylist;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.SyntheticAvc;
import dev.sluice.packager.codec.VideoFormat;
import io.lindstrom.m3u8.model.MediaSegment;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tracks and rungs that come late, stay away, and come back: how the playlists stay together. */
@ExtendWith(NativeMemoryExtension.class)
@Timeout(30)
class CmafAbsencesIT {
  private static final String TOP = "720p30";
  private static final String LOW = "360p30";
  private static final String VIDEO = "cmaf_720p30.m3u8";
  private static final String LOW_VIDEO = "cmaf_360p30.m3u8";
  private static final String AUDIO = "cmaf_audio.m3u8";
  private static final VideoFormat HD = SyntheticAvc.format(1280, 720);
  private static final VideoFormat SQUARE = SyntheticAvc.format(720, 720);
  private static final VideoFormat SD = SyntheticAvc.format(640, 360);
  private static final AudioFormat STEREO = AacConfiguration.parse(new byte[] {0x11, (byte) 0x90});
  /** There is no silence in it. */
  private static final AudioFormat SURROUND =
      AacConfiguration.parse(new byte[] {0x11, (byte) 0xb0});

  private static final VideoFormat NO_VIDEO = null;
  private static final AudioFormat NO_AUDIO = null;

  private final CmafStream stream = new CmafStream(SegmentFormat.CMAF);

  @AfterEach
  void close() {
    stream.close();
    assertThat(stream.payloadsOut()).isZero();
  }

  @Test
  void shouldTakeLateVideoOfAChannelThatBeganWithoutAPicture() {
    stream.play("audio", 0, 3, NO_VIDEO, STEREO);
    stream.play("audio", 3, 9, HD, STEREO);
    stream.end(AUDIO);

    assertThat(stream.text("cmaf.m3u8")).contains("AUDIO=\"audio\"\ncmaf_video.m3u8\n");
    assertThat(stream.playlist("cmaf_video.m3u8").lastSequence())
        .isEqualTo(stream.playlist(AUDIO).lastSequence());
    assertThat(breakCount("cmaf_video.m3u8")).isEqualTo(breakCount(AUDIO)).isEqualTo(1);
    assertThat(stream.lines(AUDIO, "#EXT-X-MAP")).hasSize(1);
    assertThat(stream.text("cmaf_audio_init_01000.mp4")).contains("esds").doesNotContain("avcC");
    assertThat(DashManifest.parse(stream.text("manifest.mpd"))
            .periods()
            .lastEntry()
            .getValue()
            .tracks())
        .containsOnlyKeys("video", "audio");
  }

  @Test
  void shouldTakeLateAudio() {
    stream.play(TOP, 0, 3, HD, NO_AUDIO);
    stream.play(TOP, 3, 7, HD, STEREO);
    stream.end(AUDIO);

    assertThat(stream.playlist(AUDIO).media().mediaSequence()).isEqualTo(1_003);
    assertThat(stream.playlist(AUDIO).lastSequence())
        .isEqualTo(stream.playlist(VIDEO).lastSequence());
    assertThat(stream.text(AUDIO)).contains("#EXT-X-DISCONTINUITY-SEQUENCE:0\n");
    assertThat(stream.text("cmaf.m3u8")).contains("AUDIO=\"audio\"");
  }

  @Test
  void shouldCountTheBreakOfLateAudioInBothTracksWhenItHasLeftTheLists() {
    stream.play(TOP, 0, 3, HD, NO_AUDIO);
    stream.play(TOP, 3, 40, HD, STEREO);
    stream.end(AUDIO);

    for (String uri : List.of(VIDEO, AUDIO)) {
      assertThat(stream.text(uri))
          .contains("#EXT-X-DISCONTINUITY-SEQUENCE:1\n")
          .doesNotContain("#EXT-X-DISCONTINUITY\n");
    }
  }

  @Test
  void shouldCountTheBreaksOfOneRungInAll() {
    stream.play(TOP, 0, 4, HD, NO_AUDIO);
    stream.play(LOW, 0, 8, SD, NO_AUDIO);
    stream.play(TOP, 4, 12, HD, STEREO);
    stream.play(LOW, 8, 12, SD, STEREO);
    stream.end(LOW_VIDEO);

    assertThat(List.of(breakCount(VIDEO), breakCount(LOW_VIDEO), breakCount(AUDIO)))
        .containsOnly(1L);
    assertThat(stream.playlist(LOW_VIDEO).lastSequence())
        .isEqualTo(stream.playlist(VIDEO).lastSequence())
        .isEqualTo(stream.playlist(AUDIO).lastSequence());
  }

  @Test
  void shouldMakeUpForABreakThatOnlyOneRungHas() {
    stream.play(TOP, 0, 5, HD, STEREO);
    stream.play(LOW, 0, 6, SD, STEREO);
    stream.play(TOP, 5, 12, SQUARE, STEREO);
    stream.play(LOW, 6, 12, SD, STEREO);
    stream.end(LOW_VIDEO);

    assertThat(List.of(breakCount(VIDEO), breakCount(LOW_VIDEO), breakCount(AUDIO)))
        .containsOnly(1L);
  }

  @Test
  void shouldCountABreakOnceThatARungComesToLater() {
    stream.play(TOP, 0, 4, HD, STEREO);
    stream.play(LOW, 0, 4, SD, STEREO);
    stream.restart(10);
    stream.play(TOP, 0, 6, HD, STEREO);
    stream.play(LOW, 3, 6, SD, STEREO);
    stream.end(LOW_VIDEO);

    assertThat(List.of(breakCount(VIDEO), breakCount(LOW_VIDEO), breakCount(AUDIO)))
        .containsOnly(1L);
  }

  @Test
  void shouldFillWithSilenceWhereAudioStaysAway() {
    stream.play(TOP, 0, 3, HD, STEREO);
    stream.play(TOP, 3, 9, HD, NO_AUDIO);
    stream.end(AUDIO);

    assertThat(stream.playlist(AUDIO).lastSequence())
        .isEqualTo(stream.playlist(VIDEO).lastSequence());
    assertThat(stream.text(AUDIO)).doesNotContain("GAP");
  }

  @Test
  void shouldNotChangeToAFormatOfAudioThatDoesNotLast() {
    stream.play(TOP, 0, 3, HD, STEREO);
    stream.publish(TOP, SURROUND, 3 * 90_000, 3 * 90_000, true, new byte[200]);
    stream.sound(TOP, STEREO, 3 * CmafStream.FRAMES_PER_SECOND);
    stream.play(TOP, 3, 8, HD, STEREO);
    stream.end(AUDIO);

    assertThat(stream.lines(AUDIO, "#EXT-X-MAP")).hasSize(1);
    assertThat(List.of(breakCount(VIDEO), breakCount(AUDIO))).containsOnly(0L);
  }

  @Test
  void shouldFillWithSilenceWhenAPublisherComesBackWithoutAudio() {
    stream.play(TOP, 0, 4, HD, STEREO);
    stream.channel.suspend();
    stream.restart(10);
    stream.play(TOP, 0, 10, HD, NO_AUDIO);
    stream.end(AUDIO);

    assertThat(stream.playlist(AUDIO).lastSequence())
        .isEqualTo(stream.playlist(VIDEO).lastSequence());
    assertThat(stream.text(AUDIO)).doesNotContain("GAP");
    assertThat(stream.playlist(AUDIO).media().mediaSegments().get(3).duration())
        .isCloseTo(2, within(0.05));
  }

  @ParameterizedTest
  @ValueSource(doubles = {4, 4.1, 5.5})
  void shouldEndTheAudioOfAPublisherThatGoesWhereItsVideoEnds(double second) {
    int end = (int) (second * CmafStream.FRAMES_PER_SECOND);
    playWithLaggingAudio(end);
    stream.channel.suspend();
    stream.restart(10);
    stream.play(TOP, 0, 4, HD, STEREO);
    stream.end(AUDIO);

    assertThat(secondsBeforeTheBreak(AUDIO)).isCloseTo(secondsBeforeTheBreak(VIDEO), within(0.011));
  }

  @Test
  void shouldEndAudioWhereVideoDoesWhenTheResolutionChanges() {
    playWithLaggingAudio(5 * CmafStream.FRAMES_PER_SECOND);
    stream.play(TOP, 5, 9, SQUARE, STEREO);
    stream.end(AUDIO);

    assertThat(secondsBeforeTheBreak(AUDIO)).isCloseTo(secondsBeforeTheBreak(VIDEO), within(0.011));
  }

  @Test
  void shouldFillWithSilenceUntilAudioComesBack() {
    stream.play(TOP, 0, 4, HD, STEREO);
    stream.restart(10);
    stream.play(TOP, 0, 3, HD, NO_AUDIO);
    stream.play(TOP, 3, 8, HD, STEREO);
    stream.end(AUDIO);

    assertThat(stream.playlist(AUDIO).lastSequence())
        .isEqualTo(stream.playlist(VIDEO).lastSequence());
    assertThat(stream.text(AUDIO)).containsOnlyOnce("#EXT-X-DISCONTINUITY\n");
  }

  @Test
  void shouldFillTheAudioOfALadderWithSilence() {
    stream.play(TOP, 0, 4, HD, STEREO);
    stream.play(LOW, 0, 4, SD, STEREO);
    stream.restart(10);
    stream.play(LOW, 0, 10, SD, NO_AUDIO);
    stream.play(TOP, 0, 10, HD, NO_AUDIO);
    stream.end(AUDIO);

    assertThat(stream.playlist(AUDIO).lastSequence())
        .isEqualTo(stream.playlist(VIDEO).lastSequence())
        .isEqualTo(stream.playlist(LOW_VIDEO).lastSequence());
  }

  @Test
  void shouldTakeAudioAgainThatMissedAWholePlaylist() {
    stream.play(TOP, 0, 4, HD, SURROUND);
    stream.restart(10);
    stream.play(TOP, 0, 30, HD, NO_AUDIO);
    stream.restart(50);
    stream.play(TOP, 0, 8, HD, SURROUND);
    stream.end(AUDIO);

    assertThat(stream.playlist(AUDIO).media().mediaSequence()).isEqualTo(1_018);
    assertThat(stream.playlist(AUDIO).lastSequence())
        .isEqualTo(stream.playlist(VIDEO).lastSequence())
        .isEqualTo(1_021);
  }

  @Test
  void shouldTakeARenditionAgainWhoseFirstSegmentAfterAWholePlaylistIsGivenUp() {
    stream.play(TOP, 0, 40, HD, STEREO);
    stream.play(LOW, 0, 4, SD, STEREO);
    stream.picture(LOW, SD, 31 * CmafStream.FRAMES_PER_SECOND);
    stream.publish(LOW, STEREO, 31 * 90_000 - 1, 31 * 90_000 - 1, true, new byte[200]);
    stream.play(LOW, 35, 40, SD, STEREO);
    stream.end(LOW_VIDEO);

    assertThat(stream.playlist(LOW_VIDEO).media().mediaSequence()).isEqualTo(1_018);
    assertThat(stream.playlist(LOW_VIDEO).lastSequence())
        .isEqualTo(stream.playlist(VIDEO).lastSequence());
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 40})
  void shouldGoOnWithGapsWhereAPublisherComesBackWithoutVideo(int seconds) {
    stream.play(TOP, 0, 4, HD, STEREO);
    stream.channel.suspend();
    stream.restart(10);
    stream.play(TOP, 0, seconds, NO_VIDEO, STEREO);
    stream.settle();

    long last = stream.playlist(AUDIO).lastSequence();
    assertThat(stream.playlist(VIDEO).lastSequence()).isBetween(last - 1, last);
    assertThat(stream.text(VIDEO)).contains("#EXT-X-GAP\ncmaf_720p30_0" + (last - 1) + ".m4s\n");
    assertThat(stream.text("cmaf.m3u8")).contains("\ncmaf_audio.m3u8\n").doesNotContain(VIDEO);

    stream.channel.suspend();
    stream.restart(60);
    stream.play(TOP, 0, 6, HD, STEREO);
    stream.end(VIDEO);

    assertThat(epochSeconds(VIDEO)).isEqualTo(epochSeconds(AUDIO));
    assertThat(breakCount(VIDEO)).isEqualTo(breakCount(AUDIO));
    assertThat(stream.text("cmaf.m3u8")).contains("AUDIO=\"audio\"\n" + VIDEO + "\n");
  }

  @Test
  void shouldOfferTheVideoThatStaysAwayUntilThereIsAudio() {
    stream.play(TOP, 0, 4, HD, NO_AUDIO);
    stream.channel.suspend();
    stream.restart(10);
    stream.play(TOP, 0, 1, NO_VIDEO, STEREO);
    stream.settle();
    assertThat(stream.text("cmaf.m3u8")).contains(VIDEO);

    stream.play(TOP, 1, 6, NO_VIDEO, STEREO);
    stream.end(AUDIO);
    assertThat(stream.text("cmaf.m3u8")).contains("\ncmaf_audio.m3u8\n").doesNotContain(VIDEO);
  }

  @Test
  void shouldReleaseReadersOfGapsWhileVideoStalls() {
    stream.play(TOP, 0, 4, HD, STEREO);
    stream.play(TOP, 4, 16, NO_VIDEO, STEREO);
    stream.settle();

    LivePlaylist live = stream.livePlaylists.find("cam/" + VIDEO).orElseThrow();
    long last = stream.playlist(VIDEO).lastSequence();
    assertThat(stream.text(VIDEO)).contains("#EXT-X-GAP\ncmaf_720p30_0" + last + ".m4s\n");
    assertThat(live.hasReached(last, LiveEdge.WHOLE_SEGMENT)).isTrue();
    assertThat(live.isTooFarAhead(last + 1, /* partIndex= */ 0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldDateASegmentByItsFirstPictureWhereKeyFramesBeforeItAreMalformed(int lostSeconds) {
    stream.play(TOP, 0, 3, HD, NO_AUDIO);
    stream.expect(TOP, 3 * CmafStream.FRAMES_PER_SECOND);
    loseKeyFrames(TOP, HD, 3, 3 + lostSeconds);
    stream.play(TOP, 3 + lostSeconds, 7 + lostSeconds, HD, NO_AUDIO);
    stream.end(VIDEO);

    assertThat(stream.text(VIDEO))
        .contains("#EXT-X-DISCONTINUITY\n")
        .contains(
            "PROGRAM-DATE-TIME:2025-11-21T03:44:0" + (3 + lostSeconds) + ".000Z\n#EXT-X-PART");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldKeepTheNumbersOfALadderWhereARungLosesASegment(boolean isLoserAhead) {
    playLadder(0, 3);
    if (!isLoserAhead) {
      stream.play(TOP, 3, 5, HD, NO_AUDIO);
    }
    loseKeyFrames(LOW, SD, 3, 5);
    stream.play(LOW, 5, 6, SD, NO_AUDIO);
    stream.play(TOP, isLoserAhead ? 3 : 5, 6, HD, NO_AUDIO);
    playLadder(6, 12);
    stream.end(LOW_VIDEO);

    assertThat(stream.lines(LOW_VIDEO, "#EXT-X-GAP")).hasSize(1);
    assertThat(stream.lines(LOW_VIDEO, "#EXT-X-PROGRAM-DATE-TIME"))
        .isEqualTo(stream.lines(VIDEO, "#EXT-X-PROGRAM-DATE-TIME"));
  }

  private void playLadder(int from, int to) {
    for (int second = from; second < to; second++) {
      stream.play(TOP, second, second + 1, HD, NO_AUDIO);
      stream.play(LOW, second, second + 1, SD, NO_AUDIO);
    }
  }

  /** Publishes seconds of video whose key frames are torn, so that nothing can be decoded. */
  private void loseKeyFrames(String rendition, VideoFormat video, int from, int to) {
    byte[] torn = {0, 0, 0, 9, 0x65};
    for (int second = from; second < to; second++) {
      int first = second * CmafStream.FRAMES_PER_SECOND;
      stream.publish(rendition, video, second * 90_000L, second * 90_000L, true, torn);
      for (int frame = first + 1; frame < first + CmafStream.FRAMES_PER_SECOND; frame++) {
        stream.picture(rendition, video, frame);
      }
    }
  }

  /** Publishes what an encoder has sent when it goes: the last sound of most lags behind the last picture. */
  private void playWithLaggingAudio(int endFrame) {
    int lagFrames = 5;
    for (int frame = 0; frame < endFrame; frame++) {
      stream.picture(TOP, HD, frame);
      if (frame >= lagFrames) {
        stream.sound(TOP, STEREO, frame - lagFrames);
      }
    }
  }

  private double secondsBeforeTheBreak(String uri) {
    return stream.playlist(uri).media().mediaSegments().stream()
        .takeWhile(segment -> !segment.discontinuity())
        .mapToDouble(MediaSegment::duration)
        .sum();
  }

  /** Returns when the segments begin, rounded to seconds: tracks differ by a frame. */
  private List<Long> epochSeconds(String uri) {
    return stream.playlist(uri).media().mediaSegments().stream()
        .map(segment -> segment.programDateTime().orElseThrow().toInstant().plusMillis(500))
        .map(Instant::getEpochSecond)
        .toList();
  }

  /** Returns how many breaks there were until the last segment. */
  private long breakCount(String uri) {
    return stream.playlist(uri).media().discontinuitySequence()
        + stream.lines(uri, "#EXT-X-DISCONTINUITY").stream()
            .filter("#EXT-X-DISCONTINUITY"::equals)
            .count();
  }
}
