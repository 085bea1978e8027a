package dev.sluice.ingest.gateway;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the commands about API keys. */
@Command(
    name = "keys",
    description = "Makes, lists and revokes API keys, beside a running server too.")
final class KeysCommand implements Runnable {
  @Spec
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "no command (expected: " + ConfigCommand.names(spec) + ")");
  }
}
