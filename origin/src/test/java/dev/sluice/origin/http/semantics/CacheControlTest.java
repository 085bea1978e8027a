package dev.sluice.origin.http.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheControlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=5 | max-age=5",
        "max-age=11, immutable | max-age=10, immutable",
        "public,S-MAXAGE=99,max-age=1 | public, s-maxage=10, max-age=1",
        "max-age=\"5\" | max-age=10",
        "max-age= | max-age=10",
        "private | private, max-age=10",
        "no-cache | no-cache",
        "NO-STORE | NO-STORE",
        ",, | max-age=10"
      })
  void shouldBoundAges(String directives, String bounded) {
    assertThat(CacheControl.atMost(10, directives)).isEqualTo(bounded);
  }
}
