package dev.sluice.ingest.gateway;

import dev.sluice.ingest.gateway.compose.Gateway;
import dev.sluice.ingest.gateway.config.Configuration;
import dev.sluice.ingest.gateway.rehearsal.Rehearsal;
import dev.sluice.packager.SegmentFormat;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** The gateway. */
@Command(
    name = "serve",
    description = "Takes RTMP publishers and serves their channels as HLS until SIGTERM or Ctrl-C.")
final class ServeCommand implements Callable<Integer> {
  private static final Path DEFAULT_FILE = Path.of("sluice.yaml");
  private static final String EXAMPLE_CHANNEL = "main";

  private final Terminal terminal;

  @Option(
      names = "--config",
      paramLabel = "F",
      description = "configuration; without it ./sluice.yaml if there is one, else the defaults")
  private Optional<Path> file = Optional.empty();

  ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Optional<Path> source = file.or(() -> Optional.of(DEFAULT_FILE).filter(Files::exists));
    Configuration configuration = Configuration.load(Map.of(), source, terminal.environment());
    Rehearsal.run(configuration.settings().rehearsal(), configuration.settings().dataDir());
    Logging.configure(configuration.settings().log());
    try (Gateway gateway = Gateway.launch(configuration.settings())) {
      print(gateway, configuration.settings().outputs().formats());
      terminal.stop().await();
    }
    return ExitCode.OK;
  }

  private void print(Gateway gateway, Set<SegmentFormat> formats) {
    PrintWriter out = terminal.out();
    String query = gateway.publishKey().map(key -> "?key=" + key).orElse("");
    out.println("RTMP         " + StreamUrls.authority(gateway.rtmpAddress()));
    out.println("HTTP         " + StreamUrls.authority(gateway.httpAddress()));
    gateway
        .httpsAddress()
        .ifPresent(address -> out.println("HTTPS        " + StreamUrls.authority(address)));
    out.println("Encoder      " + gateway.encoder().orElse("none: channels are left as they come"));
    out.println("OBS");
    out.println("  Server     " + StreamUrls.server(gateway.rtmpAddress()));
    out.println("  Stream Key " + EXAMPLE_CHANNEL + query);
    out.println("Player page  " + StreamUrls.playerPage(gateway.httpAddress(), EXAMPLE_CHANNEL));
    StreamUrls.playlistLines(gateway.httpAddress(), EXAMPLE_CHANNEL, formats).forEach(out::println);
    out.println("Stop with Ctrl-C.");
  }
}
