package dev.sluice.ingest.transcode.libav;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureSizeTest {
  @ParameterizedTest
  @CsvSource({
    "1280x720, 1:1, 720, 1280x720",
    "1280x720, 1:1, 480, 854x480",
    "1280x720, 1:1, 240, 426x240",
    "1920x1080, 1:1, 720, 1280x720",
    "720x1280, 1:1, 480, 480x854",
    "720x1280, 1:1, 720, 720x1280",
    "720x576, 64:45, 720, 1024x576",
    "720x576, 64:45, 480, 854x480",
    "720x480, 8:9, 480, 640x480",
    "720x480, 32:27, 240, 426x240",
    "1440x1080, 4:3, 720, 1280x720",
    "640x360, 1:1, 720, 640x360",
    "853x479, 1:1, 720, 852x478",
    "853x479, 1:1, 240, 428x240",
    "640x480, 1:1, 240, 320x240",
    "480x480, 1:1, 240, 240x240",
    "2560x1080, 1:1, 480, 1138x480",
    "4096x2, 1:1, 240, 4096x2",
    "1x1, 1:1, 240, 2x2"
  })
  void shouldKeepTheAspectRatioAndNeverUpscale(
      String source, String sar, int rungHeight, String expected) {
    PictureTarget target = PictureSize.fit(source(source, sar, Orientation.UPRIGHT), rungHeight);

    assertThat(target.width() + "x" + target.height()).isEqualTo(expected);
    assertThat(target.isPadded()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "CLOCKWISE_90, 480, 854",
    "COUNTERCLOCKWISE_90_FLIPPED, 480, 854",
    "ROTATED_180, 854, 480",
    "MIRRORED, 854, 480"
  })
  void shouldCountTheSidesOfTheUprightPicture(Orientation orientation, int width, int height) {
    assertThat(PictureSize.fit(source("1280x720", "1:1", orientation), 480))
        .isEqualTo(new PictureTarget(width, height, width, height));
  }

  @ParameterizedTest
  @CsvSource({
    "1920x1080, 1:1, 1280x720",
    "640x360, 1:1, 1280x720",
    "640x480, 1:1, 960x720",
    "720x1280, 1:1, 406x720",
    "720x576, 16:15, 960x720",
    "2560x1080, 1:1, 1280x540"
  })
  void shouldFitIntoASizeThatStays(String source, String sar, String expected) {
    PictureTarget target = PictureSize.fitInto(source(source, sar, Orientation.UPRIGHT), 1280, 720);

    assertThat(target.contentWidth() + "x" + target.contentHeight()).isEqualTo(expected);
    assertThat(target.width() + "x" + target.height()).isEqualTo("1280x720");
  }

  @ParameterizedTest
  @CsvSource({
    "720x576, 4:1, 2880x576",
    "576x720, 1:4, 576x2880",
    "1280x720, 12:1, 1280x720",
    "1280x720, 1:12, 1280x720",
    "1280x720, 200:1, 1280x720",
    "1280x720, 2147483647:1, 1280x720"
  })
  void shouldTakePixelsForSquareThatNoCameraMakes(String source, String sar, String expected) {
    PictureTarget target = PictureSize.fit(source(source, sar, Orientation.UPRIGHT), 720);

    assertThat(target.width() + "x" + target.height()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1280x720, 1:1, 320x180",
    "720x1280, 1:1, 320x568",
    "1280x720, 1:200, 320x180",
    "2x4096, 1:1, 2x1280",
    "16x16384, 1:1, 2x1280",
    "4096x2, 1:1, 320x2"
  })
  void shouldBoundTheHeightOfThumbnails(String source, String sar, String expected) {
    PictureTarget target = PictureSize.ofWidth(source(source, sar, Orientation.UPRIGHT), 320);

    assertThat(target.width() + "x" + target.height()).isEqualTo(expected);
  }

  @Test
  void shouldSayWhetherThereIsBlackAround() {
    assertThat(new PictureTarget(1280, 720, 1280, 720).isPadded()).isFalse();
    assertThat(new PictureTarget(1280, 720, 960, 720).isPadded()).isTrue();
  }

  private static PictureFormat source(String size, String sar, Orientation orientation) {
    return new PictureFormat(
        Integer.parseInt(size.split("x")[0]),
        Integer.parseInt(size.split("x")[1]),
        /* pixelFormat= */ 0,
        Integer.parseInt(sar.split(":")[0]),
        Integer.parseInt(sar.split(":")[1]),
        /* isFullRange= */ false,
        ColourDescription.UNSPECIFIED,
        /* isInterlaced= */ false,
        orientation);
  }
}
