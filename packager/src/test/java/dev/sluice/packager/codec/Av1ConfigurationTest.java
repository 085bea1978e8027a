package dev.sluice.packager.codec;

import static dev.sluice.packager.codec.SyntheticAv1.DELIMITER;
import static dev.sluice.packager.codec.SyntheticAv1.PADDING;
import static dev.sluice.packager.codec.SyntheticAv1.SEQUENCE_HEADER;
import static dev.sluice.packager.codec.SyntheticAv1.av1c;
import static dev.sluice.packager.codec.SyntheticAv1.inter;
import static dev.sluice.packager.codec.SyntheticAv1.join;
import static dev.sluice.packager.codec.SyntheticAv1.key;
import static dev.sluice.packager.codec.SyntheticAv1.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class Av1ConfigurationTest {
  private static final int SEQUENCE = 1;

  @Test
  void shouldReadWhatSvtAv1Wrote() {
    VideoFormat format = SyntheticAv1.format();

    assertThat(format.codec()).isEqualTo(VideoCodec.AV1);
    assertThat(format.codecs()).isEqualTo("av01.0.00M.08");
    assertThat(format.width() + "x" + format.height()).isEqualTo("320x180");
    assertThat(format.frameRate()).isEqualTo(FrameRate.UNKNOWN);
    assertThat(VuiParameters.of(format).colour()).isEmpty();
  }

  @Test
  void shouldReadTimingOperatingPointsAndColoursOfHighDynamicRange() {
    BitWriter bits = new BitWriter().bits(0, 3).bits(0, 2).flag(true); // main profile, timing
    bits.bits(1001, 32).bits(60_000, 32).flag(true).ue(0); // a picture a tick
    bits.flag(true).bits(9, 5).bits(1, 32).bits(0, 10); // decoder model
    bits.flag(true).bits(1, 5); // display delay, two operating points
    bits.bits(0, 12).bits(13, 5).flag(true).flag(true).bits(0, 21).flag(true).bits(3, 4);
    bits.bits(0, 12).bits(5, 5).flag(false).flag(false);
    bits.bits(11, 4).bits(11, 4).bits(3839, 12).bits(2159, 12);
    bits.flag(true).bits(0, 7).bits(0, 3); // frame ids, tools
    bits.bits(0, 4).flag(true).bits(0, 2).flag(true).flag(false).flag(true).bits(6, 3);
    bits.bits(0, 3).flag(true).flag(false).flag(true); // 10 bits
    bits.bits(9, 8).bits(16, 8).bits(9, 8).flag(false).bits(2, 2).flag(false).flag(true);

    VideoFormat format = parse(bits);

    assertThat(format.width() + "x" + format.height()).isEqualTo("3840x2160");
    assertThat(format.frameRate()).isEqualTo(new FrameRate(60_000, 1_001));
    assertThat(format.codecs()).isEqualTo("av01.0.13H.10.0.112.09.16.09.0");
    assertThat(VideoRange.of(format)).isEqualTo(VideoRange.PQ);
  }

  @Test
  void shouldNameTheChromaOfOtherProfiles() {
    assertThat(codecs(1, bits -> bits.flag(false).flag(false).flag(false)))
        .isEqualTo("av01.1.04M.08.0.000.02.02.02.0");
    assertThat(codecs(
            2,
            bits -> bits.flag(true)
                .flag(true)
                .flag(false)
                .flag(false)
                .flag(true)
                .flag(true)
                .flag(false)))
        .isEqualTo("av01.2.04M.12.0.100.02.02.02.1");
    assertThat(codecs(0, bits -> bits.flag(false).flag(true).flag(false).flag(false)))
        .isEqualTo("av01.0.04M.08.1.110.02.02.02.0");
    assertThat(
            codecs(1, bits -> bits.flag(false).flag(true).bits(1, 8).bits(13, 8).bits(0, 8)))
        .isEqualTo("av01.1.04M.08.0.000.01.13.00.1");
  }

  @Test
  void shouldFindTheSequenceHeaderAmongOtherUnits() {
    byte[] record = av1c(unit(5, new byte[] {1, 2}), SEQUENCE_HEADER, unit(5, new byte[] {3}));

    assertThat(Av1Configuration.parse(record).width()).isEqualTo(320);
    assertThat(Av1Configuration.units(record)).hasSize(record.length - 4);
  }

  @Test
  void shouldRefuseARecordThatIsCutShortAnywhere() {
    byte[] record = av1c(SEQUENCE_HEADER);

    for (int length = 0; length < record.length; length++) {
      assertMalformed(Arrays.copyOf(record, length));
    }
  }

  @Test
  void shouldRefuseASequenceHeaderThatIsCutShort() {
    for (int length = 0; length < 9; length++) { // what follows is not read
      byte[] payload = Arrays.copyOfRange(SEQUENCE_HEADER, 2, 2 + length);
      assertMalformed(av1c(unit(SEQUENCE, payload)));
    }
  }

  @Test
  void shouldRefuseOtherVersionsAndUnitsWithoutASize() {
    byte[] otherVersion = av1c(SEQUENCE_HEADER);
    otherVersion[0] = (byte) 0x82;
    byte[] withoutSize = join(new byte[] {8}, Arrays.copyOfRange(SEQUENCE_HEADER, 2, 13));

    assertMalformed(otherVersion);
    assertMalformed(av1c(withoutSize));
    assertMalformed(av1c(unit(5, new byte[1])));
  }

  @Test
  void shouldAnswerRandomBytesWithAFormatOrMalformed() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] record = av1c(SEQUENCE_HEADER);
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        record[random.nextInt(record.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(Av1Configuration.parse(record).height())
            .isBetween(1, AvcSequenceParameterSet.MAX_SIDE);
      } catch (MalformedMediaException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void shouldTellRandomAccessPointsFromOtherPictures() {
    byte[] hidden = key(20);
    hidden[3] = 0; // show_frame
    byte[] repeated = key(20);
    repeated[3] = (byte) 0x90; // show_existing_frame

    assertThat(inspect(DELIMITER, SEQUENCE_HEADER, key(20), inter(20)))
        .isEqualTo(AccessUnitProbe.RANDOM_ACCESS);
    assertThat(inspect(key(20))).isEqualTo(AccessUnitProbe.RANDOM_ACCESS);
    assertThat(inspect(inter(20), key(20))).isEqualTo(AccessUnitProbe.PICTURE);
    assertThat(inspect(SEQUENCE_HEADER, hidden)).isEqualTo(AccessUnitProbe.PICTURE);
    assertThat(inspect(repeated)).isEqualTo(AccessUnitProbe.PICTURE);
    assertThat(inspect(DELIMITER, SEQUENCE_HEADER, PADDING)).isEqualTo(AccessUnitProbe.NO_PICTURE);
  }

  @Test
  void shouldFindEveryCutWithinAUnit() {
    byte[] whole = join(DELIMITER, key(20));

    for (int length = 0; length < whole.length; length++) {
      int expected = length == 0 || length == DELIMITER.length
          ? AccessUnitProbe.NO_PICTURE
          : AccessUnitProbe.MALFORMED;
      assertThat(inspect(Arrays.copyOf(whole, length))).as("%s", length).isEqualTo(expected);
    }
  }

  @Test
  void shouldRefuseSizesThatCannotBe() {
    for (String size :
        new String[] {"15", "ffffffff0f", "ffffffffffffffff01", "808080808080808080"}) {
      byte[] unit = join(new byte[] {0x32}, HexFormat.of().parseHex(size), new byte[20]);
      assertThat(inspect(unit)).as(size).isEqualTo(AccessUnitProbe.MALFORMED);
    }
    assertThat(inspect(new byte[] {(byte) 0xB2, 1, 0x10})).isEqualTo(AccessUnitProbe.MALFORMED);
    assertThat(inspect(new byte[] {0x36})).isEqualTo(AccessUnitProbe.MALFORMED);
  }

  @Test
  void shouldTakeALastUnitWithoutASizeAndOneWithAnExtension() {
    assertThat(inspect(DELIMITER, new byte[] {0x30, 0x10, 1}))
        .isEqualTo(AccessUnitProbe.RANDOM_ACCESS);
    assertThat(inspect(new byte[] {0x36, 0, 2, 0x10, 1})).isEqualTo(AccessUnitProbe.RANDOM_ACCESS);
  }

  @Test
  void shouldStayWithinRandomBytes() {
    Random random = new Random(2);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      assertThat(inspect(bytes))
          .isBetween(AccessUnitProbe.MALFORMED, AccessUnitProbe.RANDOM_ACCESS);
    }
  }

  private static String codecs(int profile, UnaryOperator<BitWriter> colour) {
    BitWriter bits = new BitWriter().bits(profile, 3).bits(0, 2).bits(0, 2); // no timing, no delay
    bits.bits(0, 5).bits(0, 12).bits(4, 5); // one operating point
    bits.bits(3, 4).bits(3, 4).bits(15, 4).bits(15, 4).flag(false);
    bits.bits(0, 3).bits(0, 4).flag(false).flag(false).flag(false).bits(0, 3);
    return parse(colour.apply(bits).bits(0, 2)).codecs();
  }

  private static VideoFormat parse(BitWriter sequenceHeader) {
    return Av1Configuration.parse(av1c(unit(SEQUENCE, sequenceHeader.stop().toBytes())));
  }

  private static int inspect(byte[]... units) {
    byte[] bytes = join(units);
    return AccessUnitProbe.of(SyntheticAv1.format())
        .inspect(new UnsafeBuffer(bytes), 0, bytes.length);
  }

  private static void assertMalformed(byte[] record) {
    assertThatThrownBy(() -> Av1Configuration.parse(record))
        .isInstanceOf(MalformedMediaException.class);
  }
}
