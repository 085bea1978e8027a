package dev.sluice.ingest.transcode.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.packager.codec.AccessUnitProbe;
import dev.sluice.packager.codec.FrameRate;
import dev.sluice.packager.codec.NalUnitType;
import dev.sluice.packager.codec.SyntheticAvc;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoEncoderTest {
  /** Of any format with length prefixes of four bytes. */
  private static final AccessUnitProbe PROBE = AccessUnitProbe.of(SyntheticAvc.format(64, 64));

  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;
  private static final long PICTURE_90K = 3_003;

  @RegisterExtension
  static final LibavExtension LIBAV = new LibavExtension();

  @Test
  void shouldMakeIdrPicturesWhereTheyAreForcedAndNowhereElse() {
    List<Integer> idr = new ArrayList<>();

    try (VideoEncoder encoder = open("libx264", VideoProfile.MAIN)) {
      for (int i = 0; i < 300; i++) {
        EncodedUnit unit = encode(encoder, cut(i), /* isForcedIdr= */ i % 61 == 0);
        if (unit.isRandomAccess()) {
          idr.add(i);
        }
        assertThat(inspect(unit) == AccessUnitProbe.RANDOM_ACCESS).isEqualTo(unit.isRandomAccess());
        unit.release();
      }
      assertThat(idr).containsExactly(0, 61, 122, 183, 244);
    }
  }

  /** A picture that has nothing to do with the one before, now and then. */
  private static Picture cut(int index) {
    return Planes.slope(
        WIDTH, HEIGHT, index * PICTURE_90K + index / 40 * 1_000_000L, LIBAV.counters());
  }

  @Test
  void shouldHoldNothingBackAndKeepExactTimes() {
    try (VideoEncoder encoder = open("libx264", VideoProfile.HIGH)) {
      for (long pts90k : new long[] {1, 3_004, 6_007, 6_008, 1L << 40}) {
        EncodedUnit unit = encode(
            encoder, Planes.slope(WIDTH, HEIGHT, pts90k, LIBAV.counters()), /* idr= */ false);

        assertThat(unit.pts90k()).isEqualTo(pts90k);
        assertThat(unit.dts90k()).isEqualTo(pts90k);
        unit.release();
        assertThat(encoder.receive()).isSameAs(EncodedUnit.NONE);
      }
      encoder.drain();
      assertThat(encoder.receive()).isSameAs(EncodedUnit.NONE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "libx264, BASELINE, avc1.42c00d",
    "libx264, MAIN, avc1.4d400d",
    "libx264, HIGH, avc1.64000d",
    "libopenh264, BASELINE, avc1.42c00d"
  })
  void shouldNameTheSameCodecsForTheSameSettings(
      String encoder, VideoProfile profile, String codecs) {
    try (VideoEncoder first = open(encoder, profile);
        VideoEncoder second = open(encoder, profile)) {
      assertThat(first.format()).isEqualTo(second.format());
      assertThat(first.format().codecs()).isEqualTo(codecs);
      assertThat(first.format().width()).isEqualTo(WIDTH);
      assertThat(first.format().height()).isEqualTo(HEIGHT);
    }
  }

  @Test
  void shouldSayItsFrameRate() {
    try (VideoEncoder encoder = open("libx264", VideoProfile.MAIN)) {
      assertThat(encoder.format().frameRate()).isEqualTo(new FrameRate(30_000, 1_001));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"libx264", "libopenh264"})
  void shouldBeDecodedToTheSamePictures(String name) {
    try (VideoEncoder encoder = open(name, VideoProfile.MAIN);
        VideoDecoder decoder =
            VideoDecoder.open(encoder.format(), DecodeLimits.DEFAULT, LIBAV.counters());
        Picture decoded = Picture.allocate(LIBAV.counters())) {
      for (int i = 0; i < 20; i++) {
        try (Picture picture = Planes.slope(WIDTH, HEIGHT, i * PICTURE_90K, LIBAV.counters())) {
          assertThat(encoder.send(picture, i == 0)).isTrue();
          EncodedUnit unit = encoder.receive();
          decoder.send(unit, unit.pts90k(), unit.dts90k());
          unit.release();
          assertThat(decoder.receive(decoded)).isTrue();
          assertThat(decoded.pts90k()).isEqualTo(picture.pts90k());
          assertThat(Planes.psnr(picture, decoded)).isGreaterThan(30);
        }
      }
    }
  }

  @Test
  void shouldPutColoursIntoTheStream() {
    EncoderSettings settings =
        settings("libx264", VideoProfile.MAIN, new ColourDescription(9, 16, 9));

    try (VideoEncoder encoder = VideoEncoder.open(settings, LIBAV.counters());
        VideoDecoder decoder =
            VideoDecoder.open(encoder.format(), DecodeLimits.DEFAULT, LIBAV.counters());
        Picture decoded = Picture.allocate(LIBAV.counters())) {
      EncodedUnit unit =
          encode(encoder, Planes.slope(WIDTH, HEIGHT, 0, LIBAV.counters()), /* idr= */ true);
      decoder.send(unit, unit.pts90k(), unit.dts90k());
      unit.release();
      assertThat(decoder.receive(decoded)).isTrue();
      assertThat(decoded.format().colours()).isEqualTo(new ColourDescription(9, 16, 9));
      assertThat(decoded.format().isFullRange()).isFalse();
    }
  }

  @Test
  void shouldShareUnitsUntilTheLastHoldIsReleased() {
    VideoEncoder encoder = open("libx264", VideoProfile.MAIN);
    EncodedUnit unit =
        encode(encoder, Planes.slope(WIDTH, HEIGHT, 0, LIBAV.counters()), /* idr= */ true);
    unit.retain();
    encoder.close();
    encoder.close();
    unit.release();

    assertThat(inspect(unit)).isEqualTo(AccessUnitProbe.RANDOM_ACCESS);
    assertThat(LIBAV.counters().outstanding()).isEqualTo(1);
    unit.release();
    assertThatThrownBy(unit::release).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(unit::retain).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldTakeReleasesFromAnyThread() {
    try (VideoEncoder encoder = open("libx264", VideoProfile.MAIN)) {
      List<CompletableFuture<Void>> releases = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        EncodedUnit unit = encode(encoder, cut(i), /* idr= */ false);
        unit.retain().retain();
        for (int sink = 0; sink < 3; sink++) {
          releases.add(CompletableFuture.runAsync(unit::release));
        }
      }
      releases.forEach(CompletableFuture::join);
    }

    assertThat(LIBAV.counters().outstanding()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"libx264", "libopenh264"})
  void shouldKeepParameterSetsAndDelimitersOutOfAccessUnits(String name) {
    List<List<Integer>> types = new ArrayList<>();
    try (VideoEncoder encoder = open(name, VideoProfile.MAIN)) {
      for (int i = 0; i < 3; i++) {
        EncodedUnit unit = encode(
            encoder,
            Planes.slope(WIDTH, HEIGHT, i * PICTURE_90K, LIBAV.counters()),
            /* isForcedIdr= */ i == 2);
        types.add(nalUnitTypes(unit));
        unit.release();
      }
    }

    assertThat(types.get(0)).endsWith(NalUnitType.IDR).doesNotContain(NalUnitType.SPS);
    assertThat(types.subList(1, 3))
        .containsExactly(List.of(NalUnitType.SLICE), List.of(NalUnitType.IDR));
  }

  private static List<Integer> nalUnitTypes(EncodedUnit unit) {
    List<Integer> types = new ArrayList<>();
    UnsafeBuffer view = new UnsafeBuffer(0, 0);
    unit.wrapInto(view);
    for (int position = 0; position < unit.length(); ) {
      types.add(NalUnitType.of(view.getByte(position + 4)));
      position += 4 + view.getInt(position, ByteOrder.BIG_ENDIAN);
    }
    return types;
  }

  @Test
  void shouldRecycleUnits() {
    try (VideoEncoder encoder = open("libx264", VideoProfile.MAIN)) {
      long packets = IntStream.range(0, 50)
          .mapToLong(i -> {
            encode(encoder, cut(i), /* idr= */ false).release();
            return LIBAV.counters().packets();
          })
          .max()
          .orElseThrow();

      assertThat(packets).isEqualTo(1);
    }
  }

  @Test
  void shouldNameWhatItCannotOpen() {
    EncoderSettings none = settings("h264_none", VideoProfile.MAIN, ColourDescription.UNSPECIFIED);

    assertThatThrownBy(() -> VideoEncoder.open(none, LIBAV.counters()))
        .isInstanceOf(LibavException.class)
        .hasMessageContaining("h264_none");
  }

  private static EncodedUnit encode(VideoEncoder encoder, Picture picture, boolean isForcedIdr) {
    try (picture) {
      assertThat(encoder.send(picture, isForcedIdr)).isTrue();
      EncodedUnit unit = encoder.receive();
      assertThat(unit).isNotSameAs(EncodedUnit.NONE);
      return unit;
    }
  }

  private static int inspect(EncodedUnit unit) {
    UnsafeBuffer view = new UnsafeBuffer(0, 0);
    unit.wrapInto(view);
    return PROBE.inspect(view, 0, unit.length());
  }

  private static VideoEncoder open(String encoder, VideoProfile profile) {
    return VideoEncoder.open(
        settings(encoder, profile, ColourDescription.UNSPECIFIED), LIBAV.counters());
  }

  private static EncoderSettings settings(
      String encoder, VideoProfile profile, ColourDescription colours) {
    return new EncoderSettings(
        encoder,
        WIDTH,
        HEIGHT,
        new FrameRate(30_000, 1_001),
        400_000,
        400_000,
        400_000,
        profile,
        EncoderPreset.VERYFAST,
        /* threads= */ 1,
        colours);
  }
}
