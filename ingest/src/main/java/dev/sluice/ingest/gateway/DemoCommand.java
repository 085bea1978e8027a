package dev.sluice.ingest.gateway;

import dev.sluice.ingest.gateway.compose.Gateway;
import dev.sluice.ingest.gateway.config.Configuration;
import dev.sluice.ingest.gateway.rehearsal.Rehearsal;
import dev.sluice.ingest.gateway.settings.GatewaySettings;
import dev.sluice.ingest.transcode.BundledFfmpeg;
import dev.sluice.packager.SegmentFormat;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
      "With --seconds it ends by itself, with exit code 0 only if segments of every variant were served and"
          + " decoded.",
      "Settings of the environment (SLUICE_*) apply; a configuration file does not."
    })
final class DemoCommand implements Callable<Integer> {
  static final String CHANNEL = "demo";
  private static final int CARD_HEIGHT = 720;

  private final Terminal terminal;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "how long; without it until Ctrl-C",
      converter = SecondsConverter.class)
  private Optional<Integer> seconds = Optional.empty();

  @Option(
      names = "--no-transcode",
      description = "leave the video as it is published: one variant, no native code")
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
      Set<SegmentFormat> formats = configuration.settings().outputs().formats();
      print(gateway, formats);
      // Whatever plays TS plays it without knowing of renditions; it is watched where there is a
      // choice.
      SegmentFormat watched =
          formats.contains(SegmentFormat.TS) ? SegmentFormat.TS : SegmentFormat.CMAF;
      int variantCount = variantCount(configuration.settings());
      try (DemoRun run = new DemoRun(terminal, gateway, ffmpeg, watched, variantCount)) {
        run.run(seconds);
      }
    }
    return ExitCode.OK;
  }

  /** Returns the settings: without keys where only this machine can publish. */
  private Configuration configuration() {
    Map<String, String> presets = new HashMap<>();
    presets.put("http.listen", "127.0.0.1:8080");
    presets.put("rtmp.listen", "127.0.0.1:1935");
    presets.put("transcode.enabled", Boolean.toString(!isPassthrough));
    Configuration keyed = load(presets);
    if (!keyed.settings().rtmp().listen().isLoopback()) {
      return keyed;
    }
    presets.put("auth", "open");
    return load(presets);
  }

  private Configuration load(Map<String, String> presets) {
    return Configuration.load(presets, Optional.empty(), terminal.environment());
  }

  /** Returns how many variants the test card makes: a rung for each that is no larger, or the card itself. */
  private static int variantCount(GatewaySettings settings) {
    long rungs = settings.rungsOf(CHANNEL).stream()
        .filter(rung -> rung.height() <= CARD_HEIGHT)
        .count();
    return (int) Math.max(1, rungs);
  }

  private void print(Gateway gateway, Set<SegmentFormat> formats) {
    terminal.out().println("Player page  " + StreamUrls.playerPage(gateway.httpAddress(), CHANNEL));
    StreamUrls.playlistLines(gateway.httpAddress(), CHANNEL, formats)
        .forEach(terminal.out()::println);
  }
}
