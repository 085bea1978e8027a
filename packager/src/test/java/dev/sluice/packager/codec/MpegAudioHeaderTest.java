package dev.sluice.packager.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MpegAudioHeaderTest {
  @ParameterizedTest
  @CsvSource({
    "fffb9064, 44100, 2, 1152",
    "fffb94c4, 48000, 1, 1152",
    "fffa9864, 32000, 2, 1152",
    "fff38064, 22050, 2, 576",
    "ffe388c4, 8000, 1, 576"
  })
  void shouldReadRateChannelsAndFrameLength(String hex, int rate, int channels, int samples) {
    AudioFormat format = MpegAudioHeader.parse(HexFormat.fromHexDigits(hex));

    assertThat(format.sampleRate()).isEqualTo(rate);
    assertThat(format.channelCount()).isEqualTo(channels);
    assertThat(format.samplesPerFrame()).isEqualTo(samples);
    assertThat(format.codecs()).isEqualTo("mp4a.40.34");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"00000000", "fffd9064", "ffeb9064", "fffbf064", "fffb0064", "fffb9c64", "ffdb9064"
      })
  void shouldRefuseOtherLayersAndReservedValues(String hex) {
    assertThatThrownBy(() -> MpegAudioHeader.parse(HexFormat.fromHexDigits(hex)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("0x" + hex);
  }

  @Test
  void shouldAnswerRandomHeadersWithAFormatOrMalformed() {
    Random random = new Random(4);
    for (int i = 0; i < 10_000; i++) {
      parseOrMalformed(0xFFE00000 | random.nextInt());
    }
  }

  private static void parseOrMalformed(int header) {
    try {
      assertThat(MpegAudioHeader.parse(header).sampleRate()).isBetween(8_000, 48_000);
    } catch (MalformedMediaException e) {
      assertThat(e).hasMessageContaining("expected");
    }
  }
}
