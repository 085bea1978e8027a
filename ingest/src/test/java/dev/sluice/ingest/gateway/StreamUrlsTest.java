package dev.sluice.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamUrlsTest {
  @Test
  void shouldNameAHostThatCanBeTyped() {
    assertThat(StreamUrls.server(new InetSocketAddress(1935)))
        .isEqualTo("rtmp://localhost:1935/live");
    assertThat(StreamUrls.server(new InetSocketAddress("127.0.0.1", 1)))
        .isEqualTo("rtmp://127.0.0.1:1/live");
    assertThat(StreamUrls.authority(new InetSocketAddress("::1", 1)))
        .isEqualTo("[0:0:0:0:0:0:0:1]:1");
  }

  @Test
  void shouldTakeKeysOutOfWhateverIsShown() {
    assertThat(StreamUrls.withoutKey("rtmp://h/live/main?key=sk_1&a=b failed"))
        .isEqualTo("rtmp://h/live/main?key=…&a=… failed");
  }

  @Test
  void shouldSayWhatFfmpegSaidFirst() {
    assertThat(StreamUrls.reason(
            List.of("[tcp @ 0x55d0] Connection to tcp://h:1?x=1 failed: refused", "Error opening")))
        .isEqualTo("Connection to tcp://h:1?x=… failed: refused");
    assertThat(StreamUrls.reason(List.of())).isEqualTo("ffmpeg ended without a word");
  }
}
