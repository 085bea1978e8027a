package dev.sluice.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamKeyTest {
  @ParameterizedTest
  @CsvSource({
    "live, rtmp://h:1935/live, main?key=T, main, T",
    "live/, rtmp://h/live, main?a=b&key=T&c=d, main, T",
    "live/main, rtmp://h/live/main, ?key=T, main, T",
    "live?key=T, rtmp://h/live?key=X, main, main, T",
    "live, rtmp://h/live?key=T, main, main, T",
    "'', rtmp://h, live/main?key=T, main, T",
    "live/a, rtmp://h/live/a, b?key=T, a/b, T",
    "live, rtmp://h/live, ma%69n?key=%54%2B, main, T+",
    "live, rtmp://h/live, main, main, ''"
  })
  void shouldFindChannelAndCredential(
      String app, String tcUrl, String name, String channel, String credential) {
    StreamKey key = StreamKey.parse(app, tcUrl, name);

    assertThat(key).isEqualTo(new StreamKey(channel, credential));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?key=T", "../x", "a%00", "%2e%2e", "%", "%4", "%zz", "%ff", "a\nb"})
  void shouldRefuseWhatIsNoName(String name) {
    assertThatThrownBy(() -> StreamKey.parse("live", "", name))
        .isInstanceOf(StreamKey.BadNameException.class);
  }

  @Test
  void shouldKnowOnlyLive() {
    assertThat(StreamKey.isKnownApp("live")).isTrue();
    assertThat(StreamKey.isKnownApp("live?key=T")).isTrue();
    assertThat(StreamKey.isKnownApp("")).isTrue();
    assertThat(StreamKey.isKnownApp("lives")).isFalse();
  }

  @Test
  void shouldNotPrintTheCredential() {
    assertThat(new StreamKey("main", "secret").toString()).doesNotContain("secret");
  }
}
