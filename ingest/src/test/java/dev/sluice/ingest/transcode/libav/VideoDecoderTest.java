package dev.sluice.ingest.transcode.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.packager.codec.VideoFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VideoDecoderTest {
  private static final String SOURCE = "testsrc2=size=320x180:rate=30000/1001:duration=2";

  @RegisterExtension
  static final LibavExtension LIBAV = new LibavExtension();

  @Test
  void shouldPutPicturesInOrderOfPresentationWithTheirExactTimes() {
    Clip clip = Clip.video(SOURCE, "-bf", "3", "-g", "30");
    List<Long> expected = clip.units().stream().map(Clip.Unit::pts90k).sorted().toList();
    assertThat(clip.units().stream().map(Clip.Unit::pts90k).toList()).isNotEqualTo(expected);

    try (Decoding decoding = Decoding.of(clip, LIBAV.counters())) {
      assertThat(decoding.times90k()).isEqualTo(expected);
      assertThat(decoding.corruptCount()).isZero();
    }
  }

  @Test
  void shouldHoldNothingBackWithoutBFrames() {
    Clip clip = Clip.video(SOURCE, "-tune", "zerolatency");

    try (VideoDecoder decoder = open(clip);
        Picture picture = Picture.allocate(LIBAV.counters())) {
      for (Clip.Unit unit : clip.units()) {
        assertThat(send(decoder, unit)).isEqualTo(VideoDecoder.ACCEPTED);
        assertThat(decoder.receive(picture)).isTrue();
        assertThat(picture.pts90k()).isEqualTo(unit.pts90k());
        assertThat(picture.isKey()).isEqualTo(unit.isKey());
        assertThat(decoder.receive(picture)).isFalse();
      }
    }
  }

  @Test
  void shouldDescribeWhatAStreamSays() {
    Clip clip = Clip.video(
        "testsrc2=size=360x288:duration=0.2,format=yuv422p10,setsar=64/45,"
            + "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709",
        "-flags",
        "+ildct+ilme");

    try (Decoding decoding = Decoding.of(clip, LIBAV.counters())) {
      PictureFormat format = decoding.pictures().get(0).format();
      assertThat(format)
          .isEqualTo(new PictureFormat(
              360,
              288,
              avutil.AV_PIX_FMT_YUV422P10LE,
              64,
              45,
              /* isFullRange= */ false,
              new ColourDescription(1, 1, 1),
              /* isInterlaced= */ true,
              Orientation.UPRIGHT));
      assertThat(decoding.pictures()).allMatch(picture -> picture.matches(format));
    }
  }

  @Test
  void shouldGoOnAfterTruncatedAccessUnits() {
    Clip clip = Clip.video(SOURCE, "-tune", "zerolatency", "-g", "15");
    List<Clip.Unit> units = new ArrayList<>(clip.units());
    for (int i = 1; i < 12; i++) {
      Clip.Unit unit = units.get(i);
      units.set(i, unit.withBytes(Arrays.copyOf(unit.bytes(), unit.length() * i / 12)));
    }

    try (Decoding decoding = Decoding.of(clip, units, LIBAV.counters())) {
      assertThat(decoding.corruptCount()).isPositive();
      assertThat(decoding.times90k()).containsAll(times90k(clip, 15));
    }
  }

  @Test
  void shouldGoOnAfterAccessUnitsWithFlippedBits() {
    Clip clip = Clip.video(SOURCE, "-tune", "zerolatency", "-g", "15");
    Random random = new Random(7);
    List<Clip.Unit> units = new ArrayList<>(clip.units());
    for (int i = 0; i < 45; i++) {
      units.set(i, units.get(i).withBytes(flipped(units.get(i).bytes(), random)));
    }

    try (Decoding decoding = Decoding.of(clip, units, LIBAV.counters())) {
      assertThat(decoding.corruptCount()).isPositive();
      assertThat(decoding.times90k()).containsAll(times90k(clip, 45));
    }
  }

  private static byte[] flipped(byte[] bytes, Random random) {
    byte[] flipped = bytes.clone();
    for (int i = 0; i < 8; i++) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    return flipped;
  }

  @Test
  void shouldRefuseAnEmptyAccessUnitAndTakeTheNext() {
    Clip clip = Clip.video(SOURCE, "-tune", "zerolatency");

    try (VideoDecoder decoder = open(clip);
        Picture picture = Picture.allocate(LIBAV.counters())) {
      assertThat(send(decoder, clip.units().get(0).withBytes(new byte[0])))
          .isEqualTo(VideoDecoder.CORRUPT);
      assertThat(send(decoder, clip.units().get(0))).isEqualTo(VideoDecoder.ACCEPTED);
      assertThat(decoder.receive(picture)).isTrue();
    }
  }

  @Test
  void shouldStartAgainAtARandomAccessPointAfterReset() {
    Clip clip = Clip.video(SOURCE, "-tune", "zerolatency", "-g", "15");

    try (VideoDecoder decoder = open(clip);
        Picture picture = Picture.allocate(LIBAV.counters())) {
      send(decoder, clip.units().get(0));
      decoder.drain();
      decoder.reset();
      send(decoder, clip.units().get(3));
      assertThat(decoder.receive(picture)).isFalse();
      send(decoder, clip.units().get(15));
      assertThat(decoder.receive(picture)).isTrue();
      assertThat(picture.pts90k()).isEqualTo(clip.units().get(15).pts90k());
    }
  }

  @Test
  void shouldRefusePicturesThatAreTooLargeBeforeAnythingIsAllocated() {
    VideoFormat format = Clip.video(SOURCE, "-tune", "zerolatency").videoFormat();
    VideoFormat giant = new VideoFormat(
        format.codec(), format.configuration(), 16_384, 16_384, format.frameRate(), "avc1");

    assertThatThrownBy(() -> VideoDecoder.open(giant, DecodeLimits.DEFAULT, LIBAV.counters()))
        .isInstanceOf(LibavException.class)
        .hasMessage(
            "picture size: 16384x16384 (expected: at most transcode.max_picture, 4096x2304)");
  }

  @Test
  void shouldRefusePicturesThatOnlyTheStreamSaysAreTooLarge() {
    Clip clip = Clip.video(SOURCE, "-tune", "zerolatency");
    VideoFormat format = clip.videoFormat();
    VideoFormat small =
        new VideoFormat(format.codec(), format.configuration(), 16, 16, format.frameRate(), "avc1");

    try (VideoDecoder decoder =
            VideoDecoder.open(small, new DecodeLimits(160, 90), LIBAV.counters());
        Picture picture = Picture.allocate(LIBAV.counters())) {
      assertThat(send(decoder, clip.units().get(0))).isEqualTo(VideoDecoder.CORRUPT);
      assertThat(decoder.receive(picture)).isFalse();
      assertThat(LIBAV.counters().references()).isZero();
    }
  }

  private static List<Long> times90k(Clip clip, int from) {
    return IntStream.range(from, clip.units().size())
        .mapToObj(i -> clip.units().get(i).pts90k())
        .toList();
  }

  private static VideoDecoder open(Clip clip) {
    return VideoDecoder.open(clip.videoFormat(), DecodeLimits.DEFAULT, LIBAV.counters());
  }

  private static int send(VideoDecoder decoder, Clip.Unit unit) {
    return decoder.send(unit, unit.pts90k(), unit.dts90k());
  }
}
