package dev.sluice.packager.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpusConfigurationTest {
  private static final String STEREO = "4f707573486561640102380180bb0000000000";
  private static final String SURROUND =
      "4f707573486561640106380180bb0000000001" + "0402000401020305";

  @Test
  void shouldReadAHeader() {
    AudioFormat format = OpusConfiguration.parse(hex(STEREO), 960);

    assertThat(format.codec()).isEqualTo(AudioCodec.OPUS);
    assertThat(format.sampleRate()).isEqualTo(48_000);
    assertThat(format.channelCount()).isEqualTo(2);
    assertThat(format.samplesPerFrame()).isEqualTo(960);
    assertThat(format.codecs()).isEqualTo("opus");
    assertThat(OpusConfiguration.parse(hex(SURROUND), 960).channelCount()).isEqualTo(6);
    assertThat(OpusConfiguration.parse(OpusConfiguration.stereo(), 960).channelCount())
        .isEqualTo(2);
  }

  @Test
  void shouldTurnTheFieldsRoundForASampleEntry() {
    assertThat(OpusConfiguration.forSampleEntry(hex(STEREO)))
        .isEqualTo(hex("0002" + "0138" + "0000bb80" + "0000" + "00"));
    assertThat(OpusConfiguration.forSampleEntry(hex(SURROUND)))
        .isEqualTo(hex("0006" + "0138" + "0000bb80" + "0000" + "01" + "0402000401020305"));
  }

  @ParameterizedTest
  @CsvSource({
    "00,00,480",
    "08,00,960",
    "10,00,1920",
    "18,00,2880", // SILK
    "60,00,480",
    "68,00,960", // hybrid
    "80,00,120",
    "88,00,240",
    "90,00,480",
    "98,00,960",
    "fc,00,960", // CELT
    "01,00,960",
    "02,00,960",
    "f9,00,1920", // two frames
    "fb,03,2880",
    "fb,86,5760",
    "83,30,5760", // a count
    "fb,00,-1",
    "fb,07,-1",
    "1b,03,-1"
  })
  void shouldTellHowLongAPacketIs(String first, String second, int sampleCount) {
    assertThat(OpusConfiguration.sampleCount(
            Integer.parseInt(first, 16), Integer.parseInt(second, 16)))
        .isEqualTo(sampleCount);
  }

  @Test
  void shouldRefuseAHeaderThatIsCutShortAnywhereOrTooLong() {
    for (String header : new String[] {STEREO, SURROUND}) {
      byte[] head = hex(header);
      for (int length = 0; length < head.length; length++) {
        assertMalformed(Arrays.copyOf(head, length));
      }
      assertMalformed(Arrays.copyOf(head, head.length + 1));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4f707573486561641002380180bb0000000000", // version 16
        "4f707573486561640100380180bb0000000000", // no channel
        "4f707573486561640103380180bb0000000000", // 3 channels of family 0
        "4f707573486561640102380180bb00000000ff", // family 255
        "4f707573486561640102380180bb0000000001" + "00000001", // no stream
        "4f707573486561640102380180bb0000000001" + "01020001", // more coupled than streams
        "4f707573486561640102380180bb0000000001" + "01010002" // a channel that there is not
      })
  void shouldRefuseWhatCannotBe(String head) {
    assertMalformed(hex(head));
  }

  private static void assertMalformed(byte[] head) {
    assertThatThrownBy(() -> OpusConfiguration.parse(head, 960))
        .isInstanceOf(MalformedMediaException.class);
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
