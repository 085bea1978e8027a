package dev.sluice.packager.codec;

import static dev.sluice.packager.codec.SyntheticAvc.escaped;
import static dev.sluice.packager.codec.SyntheticHevc.HDR_RECORD;
import static dev.sluice.packager.codec.SyntheticHevc.PPS;
import static dev.sluice.packager.codec.SyntheticHevc.SPS;
import static dev.sluice.packager.codec.SyntheticHevc.VPS;
import static dev.sluice.packager.codec.SyntheticHevc.hvcc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HevcConfigurationTest {
  private static final int PPS_ARRAY = 23 + 5 + VPS.length + 5 + SPS.length;

  @Test
  void shouldReadWhatX265Wrote() {
    VideoFormat format = SyntheticHevc.format();

    assertThat(format.codec()).isEqualTo(VideoCodec.HEVC);
    assertThat(format.codecs()).isEqualTo("hvc1.1.6.L60.90");
    assertThat(format.width() + "x" + format.height()).isEqualTo("320x180");
    assertThat(format.frameRate()).isEqualTo(new FrameRate(30, 1));
    assertThat(VideoRange.of(format)).isEqualTo(VideoRange.SDR);
  }

  @Test
  void shouldReadTheColoursOfHighDynamicRange() {
    VideoFormat format = HevcConfiguration.parse(HDR_RECORD);

    assertThat(format.codecs()).isEqualTo("hvc1.2.4.L120.90");
    assertThat(format.width() + "x" + format.height()).isEqualTo("1920x1080");
    assertThat(format.frameRate()).isEqualTo(new FrameRate(30_000, 1_001));
    assertThat(VuiParameters.of(format).colour())
        .contains(new ColourDescription(9, 16, 9, /* isFullRange= */ false));
    assertThat(VideoRange.of(format)).isEqualTo(VideoRange.PQ);
  }

  @ParameterizedTest
  @CsvSource({
    "01 60000000 b00000000000 5d, hvc1.1.6.L93.B0",
    "22 20000000 900000000000 99, hvc1.2.4.H153.90",
    "44 08000000 9de800000000 78, hvc1.A4.10.L120.9D.E8",
    "df 00000001 000000000000 1e, hvc1.C31.80000000.L30",
    "01 60000000 0000000000ff 5d, hvc1.1.6.L93.00.00.00.00.00.FF"
  })
  void shouldNameProfileTierAndLevel(String general, String codecs) {
    byte[] bytes = HexFormat.of().parseHex(general.replace(" ", ""));

    HevcProfile profile = HevcProfile.read(new BitReader(bytes), /* maxSubLayersMinus1= */ 0);

    assertThat(profile.codecs()).isEqualTo(codecs);
  }

  @Test
  void shouldReadSubLayersListsAndReferenceSets() {
    BitWriter bits = beginSps(/* maxSubLayersMinus1= */ 2);
    bits.flag(true).flag(true).flag(false).flag(true).bits(0, 12).bits(0, 88 + 8 + 8);
    bits.ue(0).ue(3).flag(false).ue(1280).ue(728); // 4:4:4
    bits.flag(true).ue(0).ue(0).ue(0).ue(8).ue(0).ue(0); // conformance window, bit depths
    bits.ue(4).flag(true).ue(4).ue(2).ue(0).ue(4).ue(2).ue(0).ue(4).ue(2).ue(0);
    bits.ue(0).ue(3).ue(0).ue(3).ue(0).ue(0);
    bits.flag(true).flag(true); // scaling lists: of each size one written out, the others not
    for (int size = 0; size < 4; size++) {
      bits.flag(true);
      for (int i = 0; i < Math.min(64, 16 << 2 * size) + (size > 1 ? 1 : 0); i++) {
        bits.se(i % 2);
      }
      for (int i = 1; i < (size == 3 ? 2 : 6); i++) {
        bits.flag(false).ue(1);
      }
    }
    bits.bits(0, 2).flag(true).bits(0x77, 8).ue(0).ue(2).flag(true); // pcm
    bits.ue(2).ue(2).ue(1).ue(0).flag(true).ue(1).flag(false).ue(0).flag(true);
    bits.flag(true).flag(false).ue(3); // predicted from three pictures
    bits.flag(true).flag(false).flag(true).flag(false).flag(false).flag(true);
    bits.flag(true).ue(1).bits(0, 8).flag(true); // a long-term picture
    bits.bits(0, 2).flag(true).bits(0, 4).bits(0, 3); // VUI
    bits.flag(true).ue(0).ue(0).ue(0).ue(0).flag(true).bits(1001, 32).bits(24000, 32);

    VideoFormat format = parse(bits);

    assertThat(format.width() + "x" + format.height()).isEqualTo("1280x720");
    assertThat(format.frameRate()).isEqualTo(new FrameRate(24_000, 1_001));
  }

  @ParameterizedTest
  @CsvSource({"0,720", "16385,720", "1280,0", "1280,4294967294"})
  void shouldRefuseAPictureThatIsTooLargeOrNone(long width, long height) {
    BitWriter bits = beginSps(0).ue(0).ue(1).ue(width).ue(height);

    assertThatThrownBy(() -> parse(bits.bits(0, 64)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("in_luma_samples");
  }

  @Test
  void shouldRefuseMoreReferencePicturesThanThereCanBe() {
    BitWriter bits = new BitWriter().ue(64);
    bits.ue(16).ue(0);
    for (int i = 0; i < 16; i++) {
      bits.ue(0).flag(true);
    }
    bits.flag(true).flag(false).ue(0).bits(-1, 17);

    assertThatThrownBy(() -> HevcReferenceSets.skip(new BitReader(bits.toBytes()), 8))
        .hasMessageContaining("pictures of a reference set: 17");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldReadTheSizeOfALengthPrefixAndTheSets(int lengthSize) {
    ParameterSets sets = HevcConfiguration.parameterSets(hvcc(lengthSize, VPS, SPS, PPS));

    assertThat(sets.lengthSize()).isEqualTo(lengthSize);
    assertThat(sets.byType()).extracting(set -> set.get(0)).containsExactly(VPS, SPS, PPS);
  }

  @Test
  void shouldCompleteTheArraysOfASampleEntry() {
    byte[] record = HevcConfiguration.forSampleEntry(hvcc(2, VPS, SPS, PPS));

    byte[] expected = hvcc(4, VPS, SPS, PPS);
    for (int array : new int[] {23, 23 + 5 + VPS.length, PPS_ARRAY}) {
      expected[array] |= (byte) 0x80;
    }
    assertThat(record).isEqualTo(expected);
  }

  @Test
  void shouldPassByArraysOfOtherTypes() {
    byte[] plain = hvcc(4, VPS, SPS, PPS);
    byte[] record = Arrays.copyOf(plain, plain.length + 7);
    record[22] = 4;
    System.arraycopy(
        new byte[] {(byte) 39, 0, 1, 0, 2, 0x4E, 1}, 0, record, plain.length, 7); // prefix SEI

    assertThat(HevcConfiguration.parse(record).width()).isEqualTo(320);
    assertThat(HevcConfiguration.forSampleEntry(record)[plain.length]).isEqualTo((byte) 39);
  }

  @Test
  void shouldRefuseWhatIsMissingOrOfAnotherVersion() {
    byte[] otherVersion = hvcc(4, VPS, SPS, PPS);
    otherVersion[0] = 0;
    byte[] withoutPps = hvcc(4, VPS, SPS, PPS);
    withoutPps[22] = 2;

    assertMalformed(otherVersion, "hvcC version: 0");
    assertMalformed(withoutPps, "parameter sets of type 34: 0");
    assertMalformed(hvcc(3, VPS, SPS, PPS), "lengthSizeMinusOne");
    assertMalformed(hvcc(4, SPS, SPS, PPS), "nal_unit_type: 33 (expected: 32)");
  }

  @Test
  void shouldRefuseARecordThatIsCutShortAnywhere() {
    byte[] record = hvcc(4, VPS, SPS, PPS);

    for (int length = 0; length < record.length; length++) {
      assertMalformed(Arrays.copyOf(record, length), "");
    }
  }

  @Test
  void shouldRefuseAnSpsThatIsCutShortAnywhere() {
    for (int length = 2; length < 38; length++) { // what follows is not read
      assertMalformed(hvcc(4, VPS, Arrays.copyOf(SPS, length), PPS), "");
    }
  }

  @Test
  void shouldRefuseEachLengthAndCountThatIsTooLarge() {
    for (int offset : new int[] {22, 24, 25, 26, 27, PPS_ARRAY + 1, PPS_ARRAY + 3}) {
      byte[] record = hvcc(4, VPS, SPS, PPS);
      record[offset] = (byte) 0xFF;
      assertMalformed(record, "");
    }
  }

  @Test
  void shouldAnswerRandomBytesWithAFormatOrMalformed() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] sps = Arrays.copyOf(SPS, 4 + random.nextInt(60));
      for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
        sps[2 + random.nextInt(sps.length - 2)] = (byte) random.nextInt();
      }
      byte[] record = hvcc(4, VPS, sps, PPS);
      record[random.nextInt(record.length)] = (byte) random.nextInt();
      parseOrMalformed(record);
    }
  }

  private static void parseOrMalformed(byte[] record) {
    try {
      VideoFormat format = HevcConfiguration.parse(record);
      assertThat(format.width()).isBetween(1, AvcSequenceParameterSet.MAX_SIDE);
      assertThat(HevcConfiguration.forSampleEntry(record)).hasSameSizeAs(record);
    } catch (MalformedMediaException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  /** Writes the fields down to the general level. */
  private static BitWriter beginSps(int maxSubLayersMinus1) {
    return new BitWriter()
        .bits(0x4201, 16)
        .bits(0, 4)
        .bits(maxSubLayersMinus1, 3)
        .flag(true)
        .bits(1, 8)
        .bits(0x60000000, 32)
        .bits(0x900000000000L, 48)
        .bits(93, 8);
  }

  private static VideoFormat parse(BitWriter sps) {
    return HevcConfiguration.parse(hvcc(4, VPS, escaped(sps.stop().toBytes()), PPS));
  }

  private static void assertMalformed(byte[] hvcc, String message) {
    assertThatThrownBy(() -> HevcConfiguration.parse(hvcc))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining(message);
  }
}
