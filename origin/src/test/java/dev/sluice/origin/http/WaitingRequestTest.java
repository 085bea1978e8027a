package dev.sluice.origin.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;

class WaitingRequestTest {
  private final HttpRequest request =
      new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/live/cam/video.m3u8");

  @Test
  void shouldKeepOneForAllThatAskInTheSameWay() {
    request.headers().set("Accept-Encoding", "gzip, deflate, br").set("User-Agent", "x");

    HttpRequest kept = WaitingRequest.of(request);

    assertThat(kept.headers().entries()).hasSize(1);
    assertThat(kept.headers().get("accept-encoding")).isEqualTo("gzip");
    request.headers().set("Accept-Encoding", "gzip;q=0.5").set("User-Agent", "y");
    assertThat(WaitingRequest.of(request)).isSameAs(kept);
  }

  @Test
  void shouldKeepThatGzipIsNotWanted() {
    request.headers().set("Accept-Encoding", "gzip;q=0, br");

    assertThat(WaitingRequest.of(request).headers().isEmpty()).isTrue();
  }

  @Test
  void shouldKeepConditionsAndRanges() {
    request
        .headers()
        .set("Accept-Encoding", "gzip")
        .set("If-None-Match", "\"a\"")
        .set("If-Modified-Since", "b")
        .set("If-Range", "c")
        .set("Range", "bytes=0-1")
        .set("Cookie", "d");

    HttpRequest kept = WaitingRequest.of(request);

    assertThat(kept.headers().names())
        .containsExactlyInAnyOrder(
            "accept-encoding", "if-none-match", "if-modified-since", "if-range", "range");
    assertThat(kept.headers().get("If-None-Match")).isEqualTo("\"a\"");
    assertThat(kept.uri()).isEmpty();
  }

  @Test
  void shouldKeepNoneOfConditionsThatAreLong() {
    String tags = "\"%s\"".formatted("a".repeat(400));
    request.headers().set("If-None-Match", tags).set("Range", "bytes=0-1");
    assertThat(WaitingRequest.of(request).headers().names()).hasSize(2);

    request.headers().set("If-Range", tags).set("Accept-Encoding", "gzip");

    assertThat(WaitingRequest.of(request).headers().names()).containsExactly("accept-encoding");
  }

  @Test
  void shouldKeepTheMethodAndTheVersion() {
    request.setMethod(HttpMethod.HEAD).setProtocolVersion(HttpVersion.HTTP_1_0);

    HttpRequest kept = WaitingRequest.of(request);

    assertThat(kept.method()).isEqualTo(HttpMethod.HEAD);
    assertThat(kept.protocolVersion()).isEqualTo(HttpVersion.HTTP_1_0);
  }
}
