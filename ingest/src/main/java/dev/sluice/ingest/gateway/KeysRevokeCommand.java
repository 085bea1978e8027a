package dev.sluice.ingest.gateway;

import dev.sluice.origin.auth.ApiKeys;
import dev.sluice.origin.auth.key.KeyRecord;
import java.util.List;
import org.agrona.concurrent.SystemEpochClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Revokes a key. */
@Command(
    name = "revoke",
    description =
        "Ends a key and every token that it issued, for good; a running server obeys within a second.")
final class KeysRevokeCommand implements Runnable {
  private final Terminal terminal;

  @Mixin
  private DataDirectoryOption dataDirectory;

  @Parameters(paramLabel = "ID", description = "id of the key, as 'keys list' shows it")
  private String id;

  KeysRevokeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    SystemEpochClock clock = SystemEpochClock.INSTANCE;
    KeyRecord revoked = new ApiKeys(dataDirectory.find(terminal.environment()), clock)
        .revoke(id)
        .orElseThrow(() ->
            new CommandException("no key " + id + " (expected: an id that 'keys list' shows)"));
    KeyRow.print(terminal.out(), List.of(revoked), clock.time());
  }
}
