package dev.sluice.packager.codec;

import static dev.sluice.packager.codec.SyntheticAvc.AUD;
import static dev.sluice.packager.codec.SyntheticAvc.PPS;
import static dev.sluice.packager.codec.SyntheticAvc.SEI;
import static dev.sluice.packager.codec.SyntheticAvc.accessUnit;
import static dev.sluice.packager.codec.SyntheticAvc.avcc;
import static dev.sluice.packager.codec.SyntheticAvc.idr;
import static dev.sluice.packager.codec.SyntheticAvc.slice;
import static dev.sluice.packager.codec.SyntheticAvc.sps;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NalUnitReaderTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldTellRandomAccessPointsFromOtherPictures(int lengthSize) {
    assertThat(inspect(lengthSize, AUD, sps(64, 64), PPS, SEI, idr(20), idr(30)))
        .isEqualTo(AccessUnitProbe.RANDOM_ACCESS);
    assertThat(inspect(lengthSize, AUD, SEI, slice(20))).isEqualTo(AccessUnitProbe.PICTURE);
    assertThat(inspect(lengthSize, AUD, SEI)).isEqualTo(AccessUnitProbe.NO_PICTURE);
    assertThat(inspect(lengthSize)).isEqualTo(AccessUnitProbe.NO_PICTURE);
  }

  @Test
  void shouldStartHevcAtIntraRandomAccessPointsOnly() {
    for (int type = 0; type < 64; type++) {
      int expected = type >= 16 && type <= 21
          ? AccessUnitProbe.RANDOM_ACCESS
          : type == 8 || type == 9
              ? AccessUnitProbe.SKIPPED_LEADING
              : type < 8 ? AccessUnitProbe.PICTURE : AccessUnitProbe.NO_PICTURE;
      assertThat(inspect(NalSyntax.HEVC, 4, SyntheticHevc.AUD, SyntheticHevc.nalUnit(type, 20)))
          .as("type %s", type)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindEveryCutWithinANalUnit(NalSyntax syntax) {
    byte[] first = syntax == NalSyntax.AVC ? SEI : SyntheticHevc.AUD;
    byte[] whole = accessUnit(4, first, random(syntax));
    int firstEnd = 4 + first.length;

    for (int length = 1; length < whole.length; length++) {
      int expected = length == firstEnd ? AccessUnitProbe.NO_PICTURE : AccessUnitProbe.MALFORMED;
      assertThat(reader(syntax, 4).inspect(new UnsafeBuffer(whole), 0, length)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseLengthsThatCannotBe(NalSyntax syntax) {
    for (int prefix : new int[] {0, 21, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
      UnsafeBuffer buffer = new UnsafeBuffer(accessUnit(4, random(syntax)));
      buffer.putInt(0, prefix, ByteOrder.BIG_ENDIAN);
      assertThat(reader(syntax, 4).inspect(buffer, 0, 24)).isEqualTo(AccessUnitProbe.MALFORMED);
    }
  }

  @Test
  void shouldRefuseAHeaderOfHevcThatIsCutShort() {
    assertThat(inspect(NalSyntax.HEVC, 4, new byte[] {0x26})).isEqualTo(AccessUnitProbe.MALFORMED);
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseANalUnitWhoseForbiddenBitIsSet(NalSyntax syntax) {
    byte[] broken = random(syntax);
    broken[0] |= (byte) 0x80;

    assertThat(inspect(syntax, 4, broken)).isEqualTo(AccessUnitProbe.MALFORMED);
  }

  @ParameterizedTest
  @EnumSource
  void shouldStayWithinRandomBytes(NalSyntax syntax) {
    Random random = new Random(2);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      NalUnitReader reader = reader(syntax, 1 << random.nextInt(3));
      assertThat(reader.inspect(new UnsafeBuffer(bytes), 0, bytes.length))
          .isBetween(AccessUnitProbe.MALFORMED, AccessUnitProbe.RANDOM_ACCESS);
    }
  }

  private static int inspect(int lengthSize, byte[]... nalUnits) {
    return inspect(NalSyntax.AVC, lengthSize, nalUnits);
  }

  private static int inspect(NalSyntax syntax, int lengthSize, byte[]... nalUnits) {
    byte[] bytes = accessUnit(lengthSize, nalUnits);
    return reader(syntax, lengthSize).inspect(new UnsafeBuffer(bytes), 0, bytes.length);
  }

  private static byte[] random(NalSyntax syntax) {
    return syntax == NalSyntax.AVC ? idr(20) : SyntheticHevc.idr(20);
  }

  private static NalUnitReader reader(NalSyntax syntax, int lengthSize) {
    return NalUnitReader.of(
        syntax == NalSyntax.AVC
            ? AvcConfiguration.parameterSets(avcc(lengthSize, sps(64, 64), PPS))
            : HevcConfiguration.parameterSets(SyntheticHevc.hvcc(
                lengthSize, SyntheticHevc.VPS, SyntheticHevc.SPS, SyntheticHevc.PPS)));
  }
}
