package dev.sluice.ingest.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.transcode.Ladder.Passthrough;
import dev.sluice.ingest.transcode.libav.EncoderPreset;
import dev.sluice.ingest.transcode.libav.VideoProfile;
import dev.sluice.packager.codec.ConfigurationRecord;
import dev.sluice.packager.codec.FrameRate;
import dev.sluice.packager.codec.VideoCodec;
import dev.sluice.packager.codec.VideoFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassthroughJudgeTest {
  private static final int BITRATE = 2_500_000;
  private static final long TARGET_90K = 180_000;
  private static final Rung RUNG = new Rung(
      "720p30",
      720,
      30,
      BITRATE,
      BITRATE,
      BITRATE,
      VideoProfile.HIGH,
      EncoderPreset.VERYFAST,
      "auto");
  private static final RungPlan TOP =
      new RungPlan("720p30", 1280, 720, BITRATE, BITRATE, BITRATE, RUNG);

  private long frame;

  @Test
  void shouldRefuseAtOnceWhatTheFormatRulesOut() {
    assertThat(judge(1920, 1080, 30).mayPass()).isFalse();
    assertThat(judge(1280, 720, 60).mayPass()).isFalse();
    assertThat(new PassthroughJudge(Passthrough.NEVER, TOP, format(1280, 720, 30), TARGET_90K)
            .mayPass())
        .isFalse();
  }

  @Test
  void shouldPassPortraitPicturesOfTheSize() {
    assertThat(judge(720, 1280, 30).mayPass()).isTrue();
  }

  @Test
  void shouldPassWhenTheFirstGroupOfPicturesFits() {
    PassthroughJudge judge = judge(1280, 720, 30);
    play(judge, 60, 60, BITRATE);
    assertThat(judge.needsMedia()).isTrue();

    play(judge, 1, 60, BITRATE);

    assertThat(judge.needsMedia()).isFalse();
    assertThat(judge.mayPass()).isTrue();
  }

  @Test
  void shouldRefuseWhatIsTooFast() {
    PassthroughJudge judge = judge(1280, 720, 30);

    play(judge, 61, 60, BITRATE * 1.4);

    assertThat(judge.mayPass()).isFalse();
  }

  @Test
  void shouldRefuseKeyFramesThatAreTooFarApartOrTooClose() {
    PassthroughJudge judge = judge(1280, 720, 30);
    play(judge, 77, 250, BITRATE);
    assertThat(judge.mayPass()).isFalse();

    frame = 0;
    PassthroughJudge intra = judge(1280, 720, 30);
    play(intra, 2, 1, BITRATE);
    assertThat(intra.mayPass()).isFalse();
  }

  @Test
  void shouldRefuseASourceThatDoesNotSayHowFastItIs() {
    PassthroughJudge judge = judge(1280, 720, 0);
    for (int i = 0; i <= 120; i++) {
      judge.onUnit(i * 1_500, i % 120 == 0, 1_000);
    }

    assertThat(judge.mayPass()).isFalse();
  }

  @Test
  void shouldRefuseWhenTheBitrateRisesForTenSeconds() {
    PassthroughJudge judge = judge(1280, 720, 30);
    play(judge, 600, 60, BITRATE);
    assertThat(judge.mayPass()).isTrue();

    play(judge, 600, 60, BITRATE * 1.5);

    assertThat(judge.mayPass()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 8, 25})
  void shouldPassASourceThatLosesPictures(int lost) {
    PassthroughJudge judge = judge(1280, 720, 30);
    play(judge, 90, 60, BITRATE);
    frame += lost;
    play(judge, 180, 60, BITRATE);
    assertThat(judge.mayPass()).isTrue();

    play(judge, 80, 1_000, BITRATE);
    assertThat(judge.mayPass()).isFalse();
  }

  @Test
  void shouldNotCountThePauseBetweenTwoPublishers() {
    PassthroughJudge judge = judge(1280, 720, 30);
    play(judge, 90, 60, BITRATE);
    frame = 60_000;
    judge.begin();

    play(judge, 90, 60, BITRATE);

    assertThat(judge.mayPass()).isTrue();
  }

  @Test
  void shouldPassWhateverComesIfTold() {
    PassthroughJudge judge =
        new PassthroughJudge(Passthrough.ALWAYS, TOP, format(1920, 1080, 60), TARGET_90K);

    play(judge, 500, 500, 3 * BITRATE);

    assertThat(judge.needsMedia()).isFalse();
    assertThat(judge.mayPass()).isTrue();
  }

  private void play(PassthroughJudge judge, int frames, int gop, double bitrate) {
    for (int i = 0; i < frames; i++) {
      judge.onUnit(frame * 3_000, frame % gop == 0, (int) (bitrate / 30 / 8));
      frame++;
    }
  }

  private static PassthroughJudge judge(int width, int height, int frameRate) {
    return new PassthroughJudge(
        Passthrough.AUTO, TOP, format(width, height, frameRate), TARGET_90K);
  }

  private static VideoFormat format(int width, int height, int frameRate) {
    return new VideoFormat(
        VideoCodec.AVC,
        ConfigurationRecord.EMPTY,
        width,
        height,
        frameRate == 0 ? FrameRate.UNKNOWN : new FrameRate(frameRate, 1),
        "avc1.4d401f");
  }
}
