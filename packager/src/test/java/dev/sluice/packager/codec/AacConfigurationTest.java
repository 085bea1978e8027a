package dev.sluice.packager.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AacConfigurationTest {
  @ParameterizedTest
  @CsvSource({
    "1190, 48000, 2, mp4a.40.2", // LC
    "1210, 44100, 2, mp4a.40.2",
    "1588, 8000, 1, mp4a.40.2",
    "11b0, 48000, 6, mp4a.40.2",
    "11b8, 48000, 8, mp4a.40.2",
    "0990, 48000, 2, mp4a.40.1", // Main
    "2b118800, 24000, 2, mp4a.40.5", // SBR, explicit and hierarchical
    "eb098800, 24000, 1, mp4a.40.29", // parametric stereo, explicit and hierarchical
    "131056e598, 24000, 2, mp4a.40.5", // SBR that old decoders do not see
    "131056e59d4880, 24000, 2, mp4a.40.29", // and parametric stereo
    "131056e500, 24000, 2, mp4a.40.2", // sbrPresentFlag 0
    "1190ffff, 48000, 2, mp4a.40.2", // bytes that are no extension
    "17805dc010, 48000, 2, mp4a.40.2" // a rate that is written out
  })
  void shouldReadTheCoreCoderAndNameTheExtension(
      String hex, int rate, int channels, String codecs) {
    AudioFormat format = AacConfiguration.parse(HexFormat.of().parseHex(hex));

    assertThat(format.sampleRate()).isEqualTo(rate);
    assertThat(format.channelCount()).isEqualTo(channels);
    assertThat(format.codecs()).isEqualTo(codecs);
    assertThat(format.samplesPerFrame()).isEqualTo(1024);
  }

  @ParameterizedTest
  @CsvSource({
    "1180, channelConfiguration: 0",
    "11c0, channelConfiguration: 8",
    "1194, frameLengthFlag",
    "1690, samplingFrequencyIndex: 13",
    "1780000090, samplingFrequency: 1",
    "b990, audioObjectType: 23",
    "f94640, audioObjectType: 42",
    "0190, audioObjectType: 0"
  })
  void shouldRefuseWhatAdtsCannotCarry(String hex, String message) {
    assertThatThrownBy(() -> AacConfiguration.parse(HexFormat.of().parseHex(hex)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldRefuseAConfigurationThatIsCutShortAnywhere() {
    byte[] explicit = HexFormat.of().parseHex("2b118800");

    for (int length = 0; length < 3; length++) {
      byte[] cut = Arrays.copyOf(explicit, length);
      assertThatThrownBy(() -> AacConfiguration.parse(cut))
          .isInstanceOf(MalformedMediaException.class);
    }
  }

  @Test
  void shouldAnswerRandomBytesWithAFormatOrMalformed() {
    Random random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      parseOrMalformed(bytes);
    }
  }

  private static void parseOrMalformed(byte[] bytes) {
    try {
      assertThat(AacConfiguration.parse(bytes).channelCount()).isBetween(1, 8);
    } catch (MalformedMediaException e) {
      assertThat(e).hasMessageContaining("expected");
    }
  }
}
