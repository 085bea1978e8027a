package dev.sluice.origin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {
  @ParameterizedTest
  @CsvSource({
    "cam, cam, true",
    "cam, cam2, false",
    "cam, ca, false",
    "cam, Cam, false",
    "*, cam, true",
    "*, '', true",
    "'', '', true",
    "'', cam, false",
    "vip-*, vip-1, true",
    "vip-*, vip-, true",
    "vip-*, vip, false",
    "vip-*, a-vip-1, false",
    "*-vip, a-vip, true",
    "*-vip, a-vip-b, false",
    "*-vip, -vip-vip, true",
    "a*b*c, abc, true",
    "a*b*c, a1b2b3c, true",
    "a*b*c, a1b2, false",
    "a*b*c, a1c2b, false",
    "a.b, a.b, true",
    "a.b, a-b, false",
    "**, cam, true",
    "a**, a, true"
  })
  void shouldMatchWholeNames(String pattern, String name, boolean isMatch) {
    assertThat(NamePattern.matches(pattern, name)).isEqualTo(isMatch);
    assertThat(NamePattern.matches(pattern, name + "/vip-/cam", name.length())).isEqualTo(isMatch);
  }

  @Test
  void shouldEndSoonWithManyStars() {
    assertThat(NamePattern.matches("*a".repeat(31) + "*b", "a".repeat(100_000))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"*, true", "**, true", "a*, false", "a, false", "'', false"})
  void shouldTellWhetherEveryNameFits(String pattern, boolean isForAll) {
    assertThat(NamePattern.isForAll(pattern)).isEqualTo(isForAll);
  }
}
