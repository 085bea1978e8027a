package dev.sluice.ingest.transcode.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnexBTest {
  private static final String SPS = "6764000dacd941";
  private static final String PPS = "68ebe3cb22";

  @ParameterizedTest
  @CsvSource({
    "000001 65aa, 00000002 65aa",
    "00000001 65aa, 00000002 65aa",
    "00000001 65aa00 000001 4111, 00000002 65aa 00000002 4111",
    "00000001 6500000302 00000001 41, 00000005 6500000302 00000001 41",
    "00000001 09f0 00000001 6764 00000001 68eb 000001 0605 000001 65aabb, 00000002 0605 00000003 65aabb",
    "00000001 0cffff80, ''",
    "65aa, ''",
    "'', ''"
  })
  void shouldPutLengthsInPlaceOfStartCodes(String stream, String expected) {
    byte[] bytes = bytes(stream);
    UnsafeBuffer source = new UnsafeBuffer(bytes);
    byte[] target = new byte[AnnexB.convertedLength(source, bytes.length)];

    AnnexB.convert(source, bytes.length, new UnsafeBuffer(target));

    assertThat(target).isEqualTo(bytes(expected));
  }

  @Test
  void shouldMakeAConfigurationRecord() {
    byte[] record = AnnexB.configurationRecord(bytes("00000001" + SPS + "000001" + PPS));

    assertThat(record).isEqualTo(bytes("0164000dffe1 0007" + SPS + "01 0005" + PPS + "fdf8f800"));
  }

  @Test
  void shouldNameAMissingParameterSet() {
    assertThatThrownBy(() -> AnnexB.configurationRecord(bytes("00000001" + SPS)))
        .isInstanceOf(LibavException.class)
        .hasMessage("parameter sets: none of type 8 (expected: one)");
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
