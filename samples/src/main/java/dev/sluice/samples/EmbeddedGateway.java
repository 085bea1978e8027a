package dev.sluice.samples;

import dev.sluice.ingest.gateway.compose.Gateway;
import dev.sluice.ingest.gateway.config.Configuration;
import dev.sluice.ingest.gateway.settings.GatewaySettings;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/**
 * A gateway inside another program.
 *
 * <p>Prints where to publish and where to watch, and runs until Enter is pressed or its input ends. Anyone on this
 * machine may publish; {@code data_dir} is the only thing it writes to.
 */
public final class EmbeddedGateway {
  private EmbeddedGateway() {}

  /** Runs the sample. */
  public static void main(String[] arguments) throws Exception {
    try (Gateway gateway = Gateway.launch(settings())) {
      print(gateway, System.out);
      System.in.read();
    }
  }

  /** Returns the defaults but for what differs here; the environment (SLUICE_*) has the last word. */
  static GatewaySettings settings() {
    Map<String, String> presets =
        Map.of("auth", "open", "http.listen", "127.0.0.1:0", "rtmp.listen", "127.0.0.1:0");
    return Configuration.load(presets, Optional.empty(), System.getenv()).settings();
  }

  static void print(Gateway gateway, PrintStream out) {
    out.printf(
        "publish to  rtmp://127.0.0.1:%d/live/main%n", gateway.rtmpAddress().getPort());
    out.printf(
        "watch at    http://127.0.0.1:%d/watch/main%n", gateway.httpAddress().getPort());
  }
}
