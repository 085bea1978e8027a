package dev.sluice.packager.codec;

import static dev.sluice.packager.codec.SyntheticAvc.AUD;
import static dev.sluice.packager.codec.SyntheticAvc.PPS;
import static dev.sluice.packager.codec.SyntheticAvc.SEI;
import static dev.sluice.packager.codec.SyntheticAvc.accessUnit;
import static dev.sluice.packager.codec.SyntheticAvc.idr;
import static dev.sluice.packager.codec.SyntheticAvc.slice;
import static dev.sluice.packager.codec.SyntheticAvc.sps;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvcAccessUnitsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldTellRandomAccessPointsFromOtherPictures(int lengthSize) {
    assertThat(inspect(lengthSize, AUD, sps(64, 64), PPS, SEI, idr(20), idr(30)))
        .isEqualTo(AvcAccessUnits.RANDOM_ACCESS);
    assertThat(inspect(lengthSize, AUD, SEI, slice(20))).isEqualTo(AvcAccessUnits.PICTURE);
    assertThat(inspect(lengthSize, AUD, SEI)).isEqualTo(AvcAccessUnits.NO_PICTURE);
    assertThat(inspect(lengthSize)).isEqualTo(AvcAccessUnits.NO_PICTURE);
  }

  @Test
  void shouldFindEveryCutWithinANalUnit() {
    byte[] whole = accessUnit(4, SEI, idr(20));
    int firstEnd = 4 + SEI.length;

    for (int length = 1; length < whole.length; length++) {
      int expected = length == firstEnd ? AvcAccessUnits.NO_PICTURE : AvcAccessUnits.MALFORMED;
      assertThat(AvcAccessUnits.inspect(new UnsafeBuffer(whole), 0, length, 4)).isEqualTo(expected);
    }
  }

  @Test
  void shouldRefuseLengthsThatCannotBe() {
    for (int prefix : new int[] {0, 21, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
      UnsafeBuffer buffer = new UnsafeBuffer(accessUnit(4, idr(20)));
      buffer.putInt(0, prefix, ByteOrder.BIG_ENDIAN);
      assertThat(AvcAccessUnits.inspect(buffer, 0, 24, 4)).isEqualTo(AvcAccessUnits.MALFORMED);
    }
  }

  @Test
  void shouldRefuseANalUnitWhoseForbiddenBitIsSet() {
    byte[] broken = idr(20);
    broken[0] |= (byte) 0x80;

    assertThat(inspect(4, broken)).isEqualTo(AvcAccessUnits.MALFORMED);
  }

  @Test
  void shouldStayWithinRandomBytes() {
    Random random = new Random(2);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      int lengthSize = 1 << random.nextInt(3);
      assertThat(AvcAccessUnits.inspect(new UnsafeBuffer(bytes), 0, bytes.length, lengthSize))
          .isBetween(AvcAccessUnits.MALFORMED, AvcAccessUnits.RANDOM_ACCESS);
    }
  }

  private static int inspect(int lengthSize, byte[]... nalUnits) {
    byte[] bytes = accessUnit(lengthSize, nalUnits);
    return AvcAccessUnits.inspect(new UnsafeBuffer(bytes), 0, bytes.length, lengthSize);
  }
}
