package dev.sluice.ingest.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
  @ParameterizedTest
  @CsvSource({
    ":8080,'',8080",
    ":0,'',0",
    "127.0.0.1:65535,127.0.0.1,65535",
    "[::1]:80,::1,80",
    "live.example.org:1935,live.example.org,1935"
  })
  void shouldReadHostAndPort(String text, String host, int port) {
    assertThat(HostPort.parse(text)).contains(new HostPort(host, port)).get().hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":", "80", "a:", "a:b", "a:65536", "a:-1", "::1:80", "a b:1", "[x]:1", "a:1 "})
  void shouldRefuseOtherTexts(String text) {
    assertThat(HostPort.parse(text)).isEmpty();
  }

  @Test
  void shouldKnowWhatOnlyThisMachineReaches() {
    assertThat(new HostPort("127.0.0.1", 1).isLoopback()).isTrue();
    assertThat(new HostPort("::1", 1).isLoopback()).isTrue();
    assertThat(new HostPort("", 1).isLoopback()).isFalse();
    assertThat(new HostPort("192.0.2.1", 1).isLoopback()).isFalse();
  }
}
