package dev.sluice.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.gateway.compose.Gateway;
import dev.sluice.ingest.gateway.config.Configuration;
import dev.sluice.ingest.gateway.settings.GatewaySettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedGatewayTest {
  @Test
  void shouldListenOnThisMachineOnly() {
    GatewaySettings settings = EmbeddedGateway.settings();

    assertThat(settings.http().listen().isLoopback()).isTrue();
    assertThat(settings.rtmp().listen().isLoopback()).isTrue();
  }

  @Test
  void shouldPrintWhereToPublishAndToWatch(@TempDir Path dataDir) {
    Map<String, String> presets = Map.of(
        "auth", "open",
        "data_dir", dataDir.toString(),
        "http.listen", "127.0.0.1:0",
        "rtmp.listen", "127.0.0.1:0");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    try (Gateway gateway =
        Gateway.launch(Configuration.load(presets, Optional.empty(), Map.of()).settings())) {
      EmbeddedGateway.print(gateway, new PrintStream(printed, /* autoFlush= */ true));
    }

    assertThat(printed.toString())
        .containsPattern("publish to  rtmp://127\\.0\\.0\\.1:\\d+/live/main")
        .containsPattern("watch at    http://127\\.0\\.0\\.1:\\d+/watch/main");
  }
}
