package dev.sluice.ingest.gateway;

import dev.sluice.ingest.gateway.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which data directory a command works on: the one that {@code serve} takes in the same place, unless it is told. */
final class DataDirectoryOption {
  private static final Path DEFAULT_FILE = Path.of("sluice.yaml");

  @Option(
      names = "--data-dir",
      paramLabel = "D",
      description = "data directory of the server; without it the configuration says which")
  private Optional<Path> directory = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "F",
      description = "configuration; without it ./sluice.yaml if there is one, else the defaults")
  private Optional<Path> file = Optional.empty();

  /** Returns the directory, which may not be there yet. */
  Path find(Map<String, String> environment) {
    return directory.orElseGet(() -> Configuration.load(
            Map.of(), file.or(() -> Optional.of(DEFAULT_FILE).filter(Files::exists)), environment)
        .settings()
        .dataDir());
  }
}
