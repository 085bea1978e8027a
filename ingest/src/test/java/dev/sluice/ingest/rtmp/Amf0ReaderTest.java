package dev.sluice.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Amf0ReaderTest {
  private static final int MAX_DEPTH = 16;

  /** An object of every kind of value, then the number 1. */
  private static final String EVERYTHING = "03"
      + "0001 61 00 3ff0000000000000"
      + "0001 62 01 01"
      + "0001 63 02 0002 6869"
      + "0001 64 03 0001 78 05 000009"
      + "0001 65 06"
      + "0001 66 07 0001"
      + "0001 67 08 00000001 0001 78 05 000009"
      + "0001 68 0a 00000002 05 05"
      + "0001 69 0b 0000000000000000 0000"
      + "0001 6a 0c 00000001 7a"
      + "0001 6b 0d"
      + "0001 6c 0f 00000001 7a"
      + "0001 6d 10 0001 63 0001 78 05 000009"
      + "000009"
      + "00 3ff0000000000000";

  @Test
  void shouldSkipEveryKindOfValue() {
    Amf0Reader reader = reader(EVERYTHING);

    reader.skip();

    assertThat(reader.number()).isEqualTo(1);
    assertThat(reader.hasNext()).isFalse();
  }

  @Test
  void shouldHandOutPropertiesAndSkipTheRest() {
    StringBuilder found = new StringBuilder();
    Amf0Reader reader = reader(EVERYTHING);

    reader.object(
        (name, value) -> found.append(name).append(name.equals("c") ? value.string() : ""));

    assertThat(found).hasToString("abchidefghijklm");
    assertThat(reader.number()).isEqualTo(1);
  }

  @Test
  void shouldReadOtherTypesAsAbsent() {
    assertThat(reader("02 0001 61 00 3ff0000000000000").number()).isZero();
    assertThat(reader("05").string()).isEmpty();
  }

  @Test
  void shouldNeverReadPastTheEnd() {
    byte[] bytes = HexFormat.of().parseHex(EVERYTHING.replace(" ", ""));
    for (int length = 0; length < bytes.length; length++) {
      Amf0Reader reader =
          new Amf0Reader(Unpooled.wrappedBuffer(Arrays.copyOf(bytes, length)), MAX_DEPTH);

      assertThatThrownBy(() -> {
            reader.skip();
            reader.number();
            reader.string();
          })
          .isInstanceOf(RtmpProtocolException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0c 00e4e1c0 61", // 15 MB string
        "0a ffffffff 05", // 2^32 - 1 values
        "02 ffff 61",
        "0f ffffffff",
        "12",
        "09",
        "ff"
      })
  void shouldRefuseWhatCannotBe(String hex) {
    assertThatThrownBy(() -> reader(hex).skip()).isInstanceOf(RtmpProtocolException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"03 0001 61", "0a 00000001", "10 0000 0000", "08 00000000 0000"})
  void shouldRefuseDeepNesting(String level) {
    assertThatThrownBy(() -> reader(level.repeat(20_000)).skip()).hasMessageContaining("nesting");
  }

  @Test
  void shouldLeaveTheRestToAmf3() {
    Amf0Reader reader = reader("11 0a 0b 01");

    reader.skip();

    assertThat(reader.hasNext()).isFalse();
  }

  private static Amf0Reader reader(String hex) {
    return new Amf0Reader(
        Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", ""))), MAX_DEPTH);
  }
}
