package dev.sluice.ingest.gateway;

import dev.sluice.ingest.gateway.config.Configuration;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Validates a file together with the environment and prints what would be in effect. */
@Command(
    name = "check",
    description =
        "Validates a file and prints the effective configuration: defaults, then the file, then the"
            + " SLUICE_* variables of the environment.")
final class ConfigCheckCommand implements Runnable {
  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "YAML file")
  private Path file;

  ConfigCheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Configuration configuration =
        Configuration.load(Map.of(), Optional.of(file), terminal.environment());
    terminal.out().print(configuration.yaml());
    terminal.out().flush();
  }
}
