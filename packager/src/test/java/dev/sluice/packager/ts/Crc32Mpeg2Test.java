package dev.sluice.packager.ts;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class Crc32Mpeg2Test {
  @Test
  void shouldGiveTheCheckValueOfTheAlgorithm() {
    UnsafeBuffer digits = new UnsafeBuffer("123456789".getBytes(US_ASCII));

    assertThat(Crc32Mpeg2.of(digits, 0, digits.capacity())).isEqualTo(0x0376E6E7);
  }
}
