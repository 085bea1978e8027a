package dev.sluice.ingest.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkipPatternTest {
  private final SkipPattern pattern = new SkipPattern();

  @ParameterizedTest
  @CsvSource({
    "0,xxxxxxxxxxxx",
    "1,.xx.xx.xx.xx",
    "2,.x.x.x.x.x.x",
    "3,..x..x..x..x",
    "4,...x...x...x"
  })
  void shouldLeaveOutEvenly(int stage, String expected) {
    StringBuilder kept = new StringBuilder();
    for (int i = 0; i < expected.length(); i++) {
      kept.append(pattern.keeps(stage, false) ? 'x' : '.');
    }

    assertThat(kept).hasToString(expected);
  }

  @Test
  void shouldKeepWhatIsForced() {
    assertThat(pattern.keeps(4, true)).isTrue();
    assertThat(pattern.keeps(4, false)).isFalse();
    assertThat(pattern.keeps(4, true)).isTrue();
  }
}
