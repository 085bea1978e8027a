package dev.sluice.ingest.transcode.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFilterTest {
  private static final ColourDescription BT_709 = new ColourDescription(1, 1, 1);

  @RegisterExtension
  static final LibavExtension LIBAV = new LibavExtension();

  @Test
  void shouldPassPicturesThroughThatAreAsTheyShouldBe() {
    try (Picture in = Planes.slope(320, 180, 9_000, LIBAV.counters());
        Picture out = Picture.allocate(LIBAV.counters());
        PictureFilter filter = open(in, PictureSize.fit(in.format(), 180))) {
      assertThat(filter.filter(in, out)).isTrue();

      assertThat(Planes.lumaAddress(out)).isEqualTo(Planes.lumaAddress(in));
      assertThat(out.pts90k()).isEqualTo(9_000);
    }
  }

  @Test
  void shouldScaleAndKeepTimes() {
    try (Picture in = Planes.slope(320, 180, 1L << 40, LIBAV.counters());
        Picture out = Picture.allocate(LIBAV.counters());
        PictureFilter filter = open(in, PictureSize.fit(in.format(), 90))) {
      assertThat(filter.filter(in, out)).isTrue();

      assertThat(out.format()).isEqualTo(upright(160, 90, ColourDescription.UNSPECIFIED));
      assertThat(out.pts90k()).isEqualTo(1L << 40);
      assertThat(in.isEmpty()).isFalse();
      assertThat(filter.drain(out)).isFalse();
    }
  }

  @Test
  void shouldMakeEightBitsOfTenAndSquarePixelsAndKeepColours() {
    Clip clip = Clip.video("testsrc2=size=360x288:duration=0.1,format=yuv422p10,setsar=64/45,"
        + "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709");

    try (Decoding decoding = Decoding.of(clip, LIBAV.counters());
        Picture out = Picture.allocate(LIBAV.counters());
        PictureFilter filter = openFor(decoding, 144)) {
      assertThat(filter.filter(decoding.pictures().get(0), out)).isTrue();
      assertThat(out.format()).isEqualTo(upright(256, 144, BT_709));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 8, 10, 11, 12, 13, 14, 15})
  void shouldTakeAMatrixThatTheScalerDoesNotKnowAsUnspecified(int matrix) {
    Clip clip = Clip.video(
        "testsrc2=size=64x64:duration=0.1",
        "-bsf:v",
        "h264_metadata=colour_primaries=1:transfer_characteristics=1:matrix_coefficients="
            + matrix);

    try (Decoding decoding = Decoding.of(clip, LIBAV.counters());
        Picture out = Picture.allocate(LIBAV.counters());
        PictureFilter filter = openFor(decoding, 32)) {
      assertThat(filter.filter(decoding.pictures().get(0), out)).isTrue();
      assertThat(out.format()).isEqualTo(upright(32, 32, new ColourDescription(1, 1, 2)));
    }
  }

  @Test
  void shouldMakeLimitedRangeOfFullRange() {
    Clip white = Clip.video("color=white:size=64x64:duration=0.1,format=yuvj420p");
    Clip whiteRgbLike = Clip.video("color=white:size=64x64:duration=0.1,format=yuvj444p");

    assertThat(lumaOfFirst(white)).isCloseTo(235, within(1));
    assertThat(lumaOfFirst(whiteRgbLike)).isCloseTo(235, within(1));
  }

  private static int lumaOfFirst(Clip clip) {
    try (Decoding decoding = Decoding.of(clip, LIBAV.counters());
        Picture out = Picture.allocate(LIBAV.counters());
        PictureFilter filter = openFor(decoding, 64)) {
      assertThat(decoding.pictures().get(0).format().isFullRange()).isTrue();
      assertThat(filter.filter(decoding.pictures().get(0), out)).isTrue();
      assertThat(out.format()).extracting(PictureFormat::isFullRange).isEqualTo(false);
      return Planes.luma(out, 32, 32);
    }
  }

  @Test
  void shouldDeinterlaceAndKeepEveryTime() {
    Clip clip =
        Clip.video("testsrc2=size=320x180:rate=50:duration=0.5,interlace", "-flags", "+ildct+ilme");
    List<Long> times90k = new ArrayList<>();

    try (Decoding decoding = Decoding.of(clip, LIBAV.counters());
        Picture out = Picture.allocate(LIBAV.counters());
        PictureFilter filter = openFor(decoding, 90)) {
      for (Picture picture : decoding.pictures()) {
        if (filter.filter(picture, out)) {
          times90k.add(out.pts90k());
        }
      }
      assertThat(filter.drain(out)).isTrue();
      times90k.add(out.pts90k());
      assertThat(out.format()).isEqualTo(upright(160, 90, ColourDescription.UNSPECIFIED));
      assertThat(times90k).isEqualTo(decoding.times90k());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rotate=-90, CLOCKWISE_90, 40, 64, 36, 4",
    "rotate=90, COUNTERCLOCKWISE_90, 40, 64, 4, 60",
    "rotate=180, ROTATED_180, 64, 40, 60, 36",
    "flip=horizontal, MIRRORED, 64, 40, 60, 4",
    "flip=vertical, FLIPPED, 64, 40, 4, 36"
  })
  void shouldTurnPicturesUpright(
      String turn, Orientation orientation, int width, int height, int whiteX, int whiteY) {
    Clip clip = Clip.video(
        "color=black:size=64x40:duration=0.1,drawbox=w=8:h=8:color=white:t=fill",
        "-bsf:v",
        "h264_metadata=display_orientation=insert:" + turn);

    try (Decoding decoding = Decoding.of(clip, LIBAV.counters());
        Picture out = Picture.allocate(LIBAV.counters());
        PictureFilter filter = openFor(decoding, 40)) {
      assertThat(decoding.pictures().get(0).format().orientation()).isEqualTo(orientation);
      assertThat(filter.filter(decoding.pictures().get(0), out)).isTrue();
      assertThat(out.format()).isEqualTo(upright(width, height, ColourDescription.UNSPECIFIED));
      assertThat(Planes.luma(out, whiteX, whiteY)).isGreaterThan(200);
    }
  }

  @Test
  void shouldPutBlackAroundWhatDoesNotFill() {
    try (Picture in = Planes.slope(64, 64, 0, LIBAV.counters());
        Picture out = Picture.allocate(LIBAV.counters());
        PictureFilter filter = open(in, PictureSize.fitInto(in.format(), 320, 180))) {
      assertThat(filter.filter(in, out)).isTrue();

      assertThat(out.format()).isEqualTo(upright(320, 180, ColourDescription.UNSPECIFIED));
      assertThat(Planes.luma(out, 10, 90)).isEqualTo(16);
      assertThat(Planes.luma(out, 310, 90)).isEqualTo(16);
      assertThat(Planes.chroma(out, 1, 5, 45)).isEqualTo(128);
    }
  }

  private static PictureFormat upright(int width, int height, ColourDescription colours) {
    return new PictureFormat(
        width,
        height,
        avutil.AV_PIX_FMT_YUV420P,
        1,
        1,
        /* isFullRange= */ false,
        colours,
        /* isInterlaced= */ false,
        Orientation.UPRIGHT);
  }

  private static PictureFilter openFor(Decoding decoding, int height) {
    Picture first = decoding.pictures().get(0);
    return open(first, PictureSize.fit(first.format(), height));
  }

  private static PictureFilter open(Picture picture, PictureTarget target) {
    return PictureFilter.open(picture.format(), target, LIBAV.counters());
  }
}
