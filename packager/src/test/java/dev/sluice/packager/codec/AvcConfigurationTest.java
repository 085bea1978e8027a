package dev.sluice.packager.codec;

import static dev.sluice.packager.codec.SyntheticAvc.PPS;
import static dev.sluice.packager.codec.SyntheticAvc.avcc;
import static dev.sluice.packager.codec.SyntheticAvc.escaped;
import static dev.sluice.packager.codec.SyntheticAvc.putPictures;
import static dev.sluice.packager.codec.SyntheticAvc.putTiming;
import static dev.sluice.packager.codec.SyntheticAvc.sps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AvcConfigurationTest {
  @ParameterizedTest
  @CsvSource({"1280,720", "1920,1080", "640,360", "854,480", "426,240", "16384,16384", "2,2"})
  void shouldReadTheCroppedSize(int width, int height) {
    VideoFormat format = AvcConfiguration.parse(avcc(4, sps(width, height), PPS));

    assertThat(format.width()).isEqualTo(width);
    assertThat(format.height()).isEqualTo(height);
  }

  @Test
  void shouldNameProfileConstraintsAndLevelByteForByte() {
    assertThat(SyntheticAvc.format(1280, 720).codecs()).isEqualTo("avc1.4d401f");
    assertThat(SyntheticAvc.format(1280, 720).frameRate()).isEqualTo(new FrameRate(30, 1));
  }

  @Test
  void shouldReadAnSpsOfTheHighProfileThatX264Wrote() {
    byte[] sps =
        HexFormat.of().parseHex("67640028acd940780227e5c05a808080a0000003002000000781e30632c0");

    VideoFormat format = AvcConfiguration.parse(avcc(4, sps, PPS));

    assertThat(format.codecs()).isEqualTo("avc1.640028");
    assertThat(format.width() + "x" + format.height()).isEqualTo("1920x1080");
    assertThat(format.frameRate()).isEqualTo(new FrameRate(30, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "1001,60000,30000/1001",
    "1001,48000,24000/1001",
    "1,50,25/1",
    "4294967295,4294967295,1/2",
    "0,50,0/1",
    "1,0,0/1",
    "1,2000,0/1"
  })
  void shouldReduceTheFrameRateAndDoubtATickOfAClock(
      long unitsInTick, long timeScale, String rate) {
    BitWriter bits = baseline();
    putPictures(bits, 1280, 720);
    putTiming(bits.flag(true), unitsInTick, timeScale);

    FrameRate found = parse(bits).frameRate();

    assertThat(found.numerator() + "/" + found.denominator()).isEqualTo(rate);
  }

  @Test
  void shouldReadWhatStandsBeforeTheTiming() {
    BitWriter bits = baseline();
    putPictures(bits, 1280, 720);
    bits.flag(true).flag(true).bits(255, 8).bits(0x00040003, 32); // VUI, extended aspect ratio
    bits.flag(true).flag(true); // overscan
    bits.flag(true).bits(5, 3).flag(false).flag(true).bits(0x010101, 24); // video signal
    bits.flag(true).ue(1).ue(1); // chroma location
    bits.flag(true).bits(1, 32).bits(50, 32).flag(true);

    VideoFormat found = parse(bits);

    assertThat(found.frameRate()).isEqualTo(new FrameRate(25, 1));
    assertThat(vui(found).sarWidth() + ":" + vui(found).sarHeight()).isEqualTo("4:3");
    assertThat(vui(found).colour()).contains(new ColourDescription(1, 1, 1, false));
  }

  @ParameterizedTest
  @CsvSource({"0,0:0", "1,1:1", "2,12:11", "16,2:1", "17,0:0"})
  void shouldNameTheAspectRatioOfASample(int index, String ratio) {
    BitWriter bits = baseline();
    putPictures(bits, 720, 576);
    bits.flag(true).flag(true).bits(index, 8).bits(0, 4); // VUI with nothing else

    VuiParameters vui = vui(parse(bits));

    assertThat(vui.sarWidth() + ":" + vui.sarHeight()).isEqualTo(ratio);
    assertThat(vui.hasSampleAspectRatio()).isEqualTo(!ratio.equals("0:0"));
    assertThat(vui.colour()).isEmpty();
  }

  @Test
  void shouldReadFieldsAndScalingListsAndOrderCountsOfEveryType() {
    BitWriter bits =
        new BitWriter().bits(0x67, 8).bits(122, 8).bits(0, 8).bits(40, 8).ue(0);
    bits.ue(2).ue(2).ue(2).flag(false); // 4:2:2, 10 bits
    bits.flag(true).flag(true).se(-8).bits(0, 7); // one list that falls back at once
    bits.ue(4).ue(1).flag(false).se(3).se(-3).ue(2).se(1).se(-1); // pic_order_cnt_type 1
    bits.ue(4).flag(false).ue(119).ue(33).flag(false).flag(true).flag(true); // 1920x1088, fields
    bits.flag(true).ue(0).ue(0).ue(0).ue(4).flag(false);

    AvcSequenceParameterSet sps =
        AvcSequenceParameterSet.parse(escaped(bits.stop().toBytes()));

    assertThat(sps.width()).isEqualTo(1920);
    assertThat(sps.height()).isEqualTo(1080);
    assertThat(sps.codecs()).isEqualTo("avc1.7a0028");
  }

  @ParameterizedTest
  @CsvSource({"1024,45", "80,1024", "4294967294,45", "80,4294967294"})
  void shouldRefuseAPictureThatIsTooLarge(long columnsMinus1, long rowsMinus1) {
    BitWriter bits = baseline().ue(0).ue(2).ue(1).flag(false).ue(columnsMinus1).ue(rowsMinus1);

    assertThatThrownBy(() -> parse(bits.bits(0, 64))).isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void shouldRefuseCroppingThatLeavesNothing() {
    BitWriter bits =
        baseline().ue(0).ue(2).ue(1).flag(false).ue(0).ue(0).flag(true).flag(true);
    bits.flag(true).ue(4).ue(4).ue(0).ue(0).flag(false);

    assertThatThrownBy(() -> parse(bits)).hasMessageContaining("frame_crop");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldReadTheSizeOfALengthPrefixAndTheSets(int lengthSize) {
    ParameterSets sets = AvcConfiguration.parameterSets(avcc(lengthSize, sps(64, 64), PPS));

    assertThat(sets.lengthSize()).isEqualTo(lengthSize);
    assertThat(sets.byType().get(0)).containsExactly(sps(64, 64));
    assertThat(sets.byType().get(1)).containsExactly(PPS);
  }

  @Test
  void shouldRefuseAPrefixOfThreeBytesAndOtherVersions() {
    byte[] otherVersion = avcc(4, sps(64, 64), PPS);
    otherVersion[0] = 2;

    assertMalformed(avcc(3, sps(64, 64), PPS), "lengthSizeMinusOne");
    assertMalformed(otherVersion, "avcC version: 2");
    assertMalformed(avcc(4, PPS, PPS), "nal_unit_type: 8 (expected: 7)");
  }

  @Test
  void shouldRefuseARecordThatIsCutShortAnywhere() {
    byte[] avcc = avcc(4, sps(1280, 720), PPS);

    for (int length = 0; length < avcc.length; length++) {
      assertMalformed(Arrays.copyOf(avcc, length), "");
    }
  }

  @Test
  void shouldRefuseAnSpsThatIsCutShortAnywhere() {
    byte[] sps = sps(1280, 720);

    for (int length = 1; length < sps.length - 1; length++) {
      assertMalformed(
          avcc(4, Arrays.copyOf(Arrays.copyOf(sps, length), Math.max(length, 4)), PPS), "");
    }
  }

  @Test
  void shouldRefuseEachLengthAndCountThatIsTooLarge() {
    byte[] sps = sps(1280, 720);
    int ppsCount = 8 + sps.length;

    for (int offset : new int[] {5, 6, 7, ppsCount, ppsCount + 1, ppsCount + 2}) {
      byte[] avcc = avcc(4, sps, PPS);
      avcc[offset] = (byte) 0xFF;
      assertMalformed(avcc, "");
    }
  }

  @Test
  void shouldAnswerRandomBytesWithAFormatOrMalformed() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      byte[] sps = new byte[4 + random.nextInt(60)];
      random.nextBytes(sps);
      sps[0] = 0x67;
      byte[] avcc = avcc(4, sps, PPS);
      avcc[random.nextInt(avcc.length)] = (byte) random.nextInt();
      parseOrMalformed(avcc);
    }
  }

  private static void parseOrMalformed(byte[] avcc) {
    try {
      assertThat(AvcConfiguration.parse(avcc).width())
          .isBetween(1, AvcSequenceParameterSet.MAX_SIDE);
    } catch (MalformedMediaException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  private static BitWriter baseline() {
    return new BitWriter().bits(0x67, 8).bits(66, 8).bits(0xC0, 8).bits(30, 8).ue(0);
  }

  private static VideoFormat parse(BitWriter sps) {
    return AvcConfiguration.parse(avcc(4, escaped(sps.stop().toBytes()), PPS));
  }

  private static void assertMalformed(byte[] avcc, String message) {
    assertThatThrownBy(() -> AvcConfiguration.parse(avcc))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining(message);
  }

  private static VuiParameters vui(VideoFormat format) {
    return VuiParameters.of(format);
  }
}
