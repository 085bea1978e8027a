package dev.sluice.ingest.gateway;

import dev.sluice.origin.auth.ApiKeys;
import org.agrona.concurrent.SystemEpochClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the keys that were made. */
@Command(name = "list", description = "Shows the keys that were made, oldest first; never a token.")
final class KeysListCommand implements Runnable {
  private final Terminal terminal;

  @Mixin
  private DataDirectoryOption dataDirectory;

  KeysListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    SystemEpochClock clock = SystemEpochClock.INSTANCE;
    ApiKeys keys = new ApiKeys(dataDirectory.find(terminal.environment()), clock);
    KeyRow.print(terminal.out(), keys.keys(), clock.time());
  }
}
