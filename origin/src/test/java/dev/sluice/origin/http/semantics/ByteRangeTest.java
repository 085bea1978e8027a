package dev.sluice.origin.http.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-9, 0, 10",
    "Bytes= 5 - 5 , 5, 1",
    "bytes=90-, 90, 10",
    "bytes=-5, 95, 5",
    "bytes=90-200, 90, 10",
    "bytes=-200, 0, 100"
  })
  void shouldCutARangeToWhatThereIs(String header, long offset, long length) {
    assertThat(ByteRange.of(header, /* totalLength= */ 100))
        .contains(new ByteRange(offset, length));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0"})
  void shouldFindNothingBehindTheEnd(String header) {
    assertThat(ByteRange.of(header, /* totalLength= */ 100)).contains(ByteRange.UNSATISFIABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-9, 0, 9",
    "bytes=5-2147483647, 5, 2147483647",
    "bytes=5-, 5, 9007199254740991",
    "bytes=5-2147483648, 5, 9007199254740991",
    "bytes=5-9007199254740991, 5, 9007199254740991"
  })
  void shouldReadARangeOfWhatGrows(String header, long first, long last) {
    ByteRange range = ByteRange.ofGrowing(header).orElseThrow();

    assertThat(range.offset()).isEqualTo(first);
    assertThat(range.last()).isEqualTo(last);
    assertThat(range.isOpen()).isEqualTo(last == ByteRange.NO_END);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=-5",
        "bytes=a-",
        "bytes=1-b",
        "bytes=9-2",
        "bytes=0-1,3-4",
        "pages=1-2",
        "bytes=1",
        "bytes=2147483648-",
        "bytes=1-1234567890123456789"
      })
  void shouldIgnoreWhatIsNoRangeOfWhatGrows(String header) {
    assertThat(ByteRange.ofGrowing(header)).isEmpty();
  }
}
