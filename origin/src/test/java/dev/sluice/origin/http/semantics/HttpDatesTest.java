package dev.sluice.origin.http.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HttpDatesTest {
  // The example of RFC 9110 §5.6.7.
  private static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final long EPOCH_MS = 784_111_777_000L;

  @Test
  void shouldWriteAndReadThePreferredForm() {
    assertThat(HttpDates.format(EPOCH_MS + 999)).isEqualTo(DATE);
    assertThat(HttpDates.parse(DATE)).hasValue(EPOCH_MS);
  }

  @Test
  void shouldIgnoreOtherForms() {
    assertThat(HttpDates.parse("Sunday, 06-Nov-94 08:49:37 GMT")).isEmpty();
    assertThat(HttpDates.parse("")).isEmpty();
    assertThat(HttpDates.parse("yesterday")).isEmpty();
  }
}
