package dev.sluice.origin.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', live, cam, true",
    "'', '', '', '', true",
    "live, '', live, cam, true",
    "live, '', other, cam, false",
    "live, '', '', '', false",
    "live, cam, live, cam, true",
    "live, cam, live, cam/a.ts, true",
    "live, cam, live, cam/, true",
    "live, cam, live, cam2, false",
    "live, cam, live, ca, false",
    "live, cam, live, '', false",
    "live, cam, live, Cam, false",
    "live, cam, live, /cam, false",
    "live, cam/, live, cam/a.ts, true",
    "live, cam/, live, cam, true",
    "'', a/b, any, a/b/c, true",
    "'', a/b, any, a/bc, false"
  })
  void shouldCoverWholeNamesOnly(
      String namespace, String prefix, String other, String key, boolean isCovered) {
    assertThat(Scope.of(namespace, prefix).covers(other, key)).isEqualTo(isCovered);
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', '', '', '', ''",
    "'', '', live, cam, live, cam",
    "live, '', '', cam, live, cam",
    "live, cam, '', '', live, cam",
    "live, cam, live, cam/a, live, cam/a",
    "'', cam, live, '', live, cam"
  })
  void shouldNarrowToWhatIsAskedFor(
      String ns, String prefix, String wantedNs, String wantedPrefix, String newNs, String newP) {
    assertThat(Scope.of(ns, prefix).narrowed(Scope.of(wantedNs, wantedPrefix)))
        .contains(Scope.of(newNs, newP));
  }

  @ParameterizedTest
  @CsvSource({
    "live, '', other, ''",
    "live, cam, live, cam2",
    "live, cam/a, live, cam",
    "'', cam, live, c"
  })
  void shouldNotNarrowToAnythingBeyond(
      String ns, String prefix, String wantedNs, String wantedPrefix) {
    assertThat(Scope.of(ns, prefix).narrowed(Scope.of(wantedNs, wantedPrefix))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/cam", "cam//", "a\nb", "a\0b"})
  void shouldRefusePrefixesThatNameNothing(String prefix) {
    assertThatThrownBy(() -> Scope.of("live", prefix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("prefix: ");
  }

  @Test
  void shouldRefuseNamesThatAreTooLong() {
    assertThat(Scope.of("n".repeat(64), "p".repeat(512)).prefix()).hasSize(512);
    assertThatThrownBy(() -> Scope.of("n".repeat(65), "")).hasMessageStartingWith("namespace: 65");
    assertThatThrownBy(() -> Scope.of("", "p".repeat(513))).hasMessageStartingWith("prefix: 513");
    assertThatThrownBy(() -> Scope.of("a/b", "")).hasMessageStartingWith("namespace: a/b");
  }
}
