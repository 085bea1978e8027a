package dev.sluice.ingest.gateway;

import dev.sluice.origin.auth.ApiKeys;
import dev.sluice.origin.auth.ApiKeys.CreatedKey;
import dev.sluice.origin.auth.token.Role;
import dev.sluice.origin.auth.token.Scope;
import java.time.Duration;
import java.util.List;
import org.agrona.concurrent.SystemEpochClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a key. */
@Command(
    name = "create",
    description =
        "Makes a key and prints it. The last line is the token alone; it is shown only this once.")
final class KeysCreateCommand implements Runnable {
  private final Terminal terminal;

  @Spec
  private CommandSpec spec;

  @Mixin
  private DataDirectoryOption dataDirectory;

  @Option(
      names = "--role",
      paramLabel = "R",
      required = true,
      description = "what for: publish, readwrite, readonly or admin",
      converter = RoleConverter.class)
  private Role role;

  @Option(
      names = "--namespace",
      paramLabel = "NS",
      description = "the only namespace that it reaches; channels are in live")
  private String namespace = "";

  @Option(
      names = "--prefix",
      paramLabel = "P",
      description = "it reaches only this channel or key, and what is below it")
  private String prefix = "";

  @Option(
      names = "--expires",
      paramLabel = "T",
      defaultValue = "30d",
      description = "how long it lives, e.g. 12h or 365d; without it ${DEFAULT-VALUE}",
      converter = LifetimeConverter.class)
  private Duration lifetime;

  KeysCreateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    SystemEpochClock clock = SystemEpochClock.INSTANCE;
    Scope scope = scope();
    CreatedKey created = new ApiKeys(dataDirectory.find(terminal.environment()), clock)
        .create(role, scope, lifetime);
    KeyRow.print(terminal.out(), List.of(created.key()), clock.time());
    terminal.out().println(created.token());
  }

  private Scope scope() {
    try {
      return Scope.of(namespace, prefix);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }
}
