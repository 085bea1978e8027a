package dev.sluice.origin;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ChecksTest {
  @Test
  void shouldTakeBothEndsOfARange() {
    assertThatCode(() -> Checks.range(1, 1, 3, "threads")).doesNotThrowAnyException();
    assertThatCode(() -> Checks.range(3, 1, 3, "threads")).doesNotThrowAnyException();
  }

  @Test
  void shouldNameSettingValueAndRange() {
    assertThatThrownBy(() -> Checks.range(4, 1, 3, "threads"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("threads: 4 (expected: 1 to 3)");
  }

  @Test
  void shouldRefuseChangesOfConcludedSettings() {
    assertThatCode(() -> Checks.notConcluded(false)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Checks.notConcluded(true)).isInstanceOf(IllegalStateException.class);
  }
}
