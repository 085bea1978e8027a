package dev.sluice.ingest.gateway;

import dev.sluice.ingest.gateway.compose.Gateway;
import dev.sluice.ingest.gateway.config.Configuration;
import dev.sluice.ingest.gateway.rehearsal.Rehearsal;
import dev.sluice.ingest.transcode.BundledFfmpeg;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** The whole path on one machine, with a picture to look at. */
@Command(
    name = "demo",
    description = {
      "Starts the gateway on this machine's own addresses, publishes a test card with a running clock"
          + " to it over RTMP, and plays it back.",
      "With --seconds it ends by itself, with exit code 0 only if segments were served and decoded.",
      "Settings of the environment (SLUICE_*) apply; a configuration file does not."
    })
final class DemoCommand implements Callable<Integer> {
  static final String CHANNEL = "demo";
  private static final Map<String, String> LOOPBACK =
      Map.of("http.listen", "127.0.0.1:8080", "rtmp.listen", "127.0.0.1:1935");
  private static final Map<String, String> LOOPBACK_OPEN =
      Map.of("http.listen", "127.0.0.1:8080", "rtmp.listen", "127.0.0.1:1935", "auth", "open");

  private final Terminal terminal;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "how long; without it until Ctrl-C",
      converter = SecondsConverter.class)
  private Optional<Integer> seconds = Optional.empty();

  @Option(
      names = "--no-transcode",
      description =
          "pass the video through as it is published; today the demo always does, so this changes"
              + " nothing")
  private boolean isPassthrough;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Configuration configuration = configuration();
    Rehearsal.run(configuration.settings().rehearsal(), configuration.settings().dataDir());
    Logging.configure(configuration.settings().log());
    try (Gateway gateway = Gateway.launch(configuration.settings())) {
      BundledFfmpeg ffmpeg =
          BundledFfmpeg.unpack(BundledFfmpeg.cacheIn(configuration.settings().dataDir()));
      print(gateway);
      try (DemoRun run = new DemoRun(terminal, gateway, ffmpeg)) {
        run.run(seconds);
      }
    }
    return ExitCode.OK;
  }

  /** Returns the settings: without keys where only this machine can publish. */
  private Configuration configuration() {
    Configuration open =
        Configuration.load(LOOPBACK_OPEN, Optional.empty(), terminal.environment());
    return open.settings().rtmp().listen().isLoopback()
        ? open
        : Configuration.load(LOOPBACK, Optional.empty(), terminal.environment());
  }

  private void print(Gateway gateway) {
    terminal.out().println("Player page  " + StreamUrls.playerPage(gateway.httpAddress(), CHANNEL));
    terminal.out().println("Playlist     " + StreamUrls.playlist(gateway.httpAddress(), CHANNEL));
  }
}
