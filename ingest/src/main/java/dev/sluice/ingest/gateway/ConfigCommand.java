package dev.sluice.ingest.gateway;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the commands about the configuration. */
@Command(name = "config", description = "Looks at the configuration.")
final class ConfigCommand implements Runnable {
  @Spec
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command (expected: " + names(spec) + ")");
  }

  /** Returns the names of the commands below one. */
  static String names(CommandSpec spec) {
    return String.join(", ", spec.subcommands().keySet());
  }
}
