package dev.sluice.ingest.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.transcode.libav.ColourDescription;
import dev.sluice.ingest.transcode.libav.EncoderPreset;
import dev.sluice.ingest.transcode.libav.Orientation;
import dev.sluice.ingest.transcode.libav.PictureFormat;
import dev.sluice.ingest.transcode.libav.VideoProfile;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LadderPlanTest {
  private static final List<Rung> RUNGS =
      List.of(rung(720, 2_500_000), rung(480, 1_500_000), rung(240, 750_000));

  @ParameterizedTest
  @CsvSource({
    "1920,1080,720p30 1280x720 480p30 854x480 240p30 426x240",
    "1280,720,720p30 1280x720 480p30 854x480 240p30 426x240",
    "720,1280,720p30 720x1280 480p30 480x854 240p30 240x426",
    "854,480,480p30 854x480 240p30 428x240",
    "720,486,480p30 712x480 240p30 356x240",
    "640,360,360p30 640x360 240p30 426x240",
    "160,120,120p30 160x120",
    "853,479,478p30 852x478 240p30 428x240"
  })
  void shouldChooseRungsByTheSizeOfTheSource(int width, int height, String expected) {
    assertThat(LadderPlan.plan(RUNGS, format(width, height)).stream()
            .map(plan -> plan.name() + " " + plan.width() + "x" + plan.height())
            .collect(Collectors.joining(" ")))
        .isEqualTo(expected);
  }

  @Test
  void shouldGiveASourceBetweenTwoRungsTheBitrateOfItsArea() {
    RungPlan own = LadderPlan.plan(RUNGS, format(640, 360)).get(0);

    assertThat(own.bitrate()).isBetween(970_000, 980_000);
    assertThat(own.maxBitrate()).isEqualTo(own.bitrate());
  }

  @Test
  void shouldMatchPatternsOfNames() {
    assertThat(ladder("*").matches("anything")).isTrue();
    assertThat(ladder("cam*").matches("cam7")).isTrue();
    assertThat(ladder("cam*").matches("a-cam")).isFalse();
  }

  private static Ladder ladder(String channels) {
    return new Ladder(channels, Ladder.Passthrough.AUTO, 128_000, Ladder.Passthrough.AUTO, RUNGS);
  }

  private static Rung rung(int height, int bitrate) {
    return new Rung(
        height + "p30",
        height,
        30,
        bitrate,
        bitrate,
        bitrate,
        VideoProfile.HIGH,
        EncoderPreset.VERYFAST,
        "auto");
  }

  private static PictureFormat format(int width, int height) {
    return new PictureFormat(
        width,
        height,
        0,
        1,
        1,
        /* isFullRange= */ false,
        ColourDescription.UNSPECIFIED,
        /* isInterlaced= */ false,
        Orientation.UPRIGHT);
  }
}
