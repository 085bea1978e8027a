package dev.sluice.ingest.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0B,0",
    "1kB,1000",
    "1KB,1000",
    "10MB,10000000",
    "2GB,2000000000",
    "16KiB,16384",
    "1GiB,1073741824"
  })
  void shouldReadUnits(String text, long bytes) {
    assertThat(ByteSize.parse(text)).contains(new ByteSize(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0B", "7B", "10MB", "512KiB", "3GiB", "2TiB"})
  void shouldBeWrittenAsItWasRead(String text) {
    assertThat(ByteSize.parse(text)).map(ByteSize::toString).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "MB", "1 MB", "1.5MB", "-1MB", "1mb", "999999999999GiB", "1234567890123B"
      })
  void shouldRefuseOtherTexts(String text) {
    assertThat(ByteSize.parse(text)).isEmpty();
  }
}
