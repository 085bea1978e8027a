package dev.sluice.origin.http.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/live/a?token=secret, /live/a",
    "/live/a?b=%zz/../, /live/a",
    "/a%2Fb, /a/b",
    "/%E2%82%AC, /€",
    "/%25, /%",
    "/a+b, /a+b",
    "/a//b, /a//b",
    "/..a/b../.../c, /..a/b../.../c",
    "http://host:8080/a, /a",
    "https://host/a, /a"
  })
  void shouldDecodePathAndCutOffQuery(String target, String path) {
    assertThat(RequestTarget.path(target)).contains(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "a",
        "ftp://host/a",
        "http://host",
        "/a/..",
        "/a/./b",
        "/%2e%2e/",
        "/.%2E",
        "/a%2f..%2fb",
        "/%",
        "/%1",
        "/%g0",
        "/%0g",
        "/%+1",
        "/%00",
        "/%1f",
        "/%7F",
        "/%c2%80",
        "/%ff",
        "/%c0%af",
        "/%ed%a0%80",
        "/a b",
        "/a#b",
        "/é",
        "/a\u0000"
      })
  void shouldRefuseWhatIsMalformedOrAmbiguous(String target) {
    assertThat(RequestTarget.path(target)).isEmpty();
  }

  @Test
  void shouldTakeEveryTruncationWithoutFailing() {
    String target = "http://host/live/%E2%82%AC/%2e%2e/a?b#c";

    for (int length = 0; length <= target.length(); length++) {
      assertThat(RequestTarget.path(target.substring(0, length))).isNotNull();
    }
  }
}
