package dev.sluice.ingest.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BitRateTest {
  @ParameterizedTest
  @CsvSource({"750000b/s,750000", "2500kb/s,2500000", "6Mb/s,6000000", "0b/s,0"})
  void shouldReadUnits(String text, int bitsPerSecond) {
    assertThat(BitRate.parse(text)).contains(new BitRate(bitsPerSecond));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "2500", "2500k", "2.5Mb/s", "2500 kb/s", "-1kb/s", "1MB/s", "3000Mb/s"})
  void shouldRefuseEverythingElse(String text) {
    assertThat(BitRate.parse(text)).isEmpty();
  }

  @Test
  void shouldBeWrittenAsItIsRead() {
    assertThat(BitRate.parse(new BitRate(2_750_000).toString())).contains(new BitRate(2_750_000));
    assertThat(BitRate.parse(new BitRate(12_345).toString())).contains(new BitRate(12_345));
  }
}
