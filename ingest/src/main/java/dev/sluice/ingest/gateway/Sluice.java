package dev.sluice.ingest.gateway;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: {@code ./sluice}, the same as {@code java -jar sluice.jar}. */
@Command(
    name = "sluice",
    description = "A self-hosted live channel origin: RTMP in, HLS out.",
    mixinStandardHelpOptions = true,
    versionProvider = SluiceVersion.class,
    scope = CommandLine.ScopeType.INHERIT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it did what it was asked for",
      "1:it could not, for the reason it printed",
      "2:a flag or a setting is wrong"
    })
public final class Sluice implements Runnable {
  @Spec
  private CommandSpec spec;

  private Sluice() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Logging.prepare();
    PrintWriter out = new PrintWriter(System.out, /* autoFlush= */ true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, /* autoFlush= */ true, StandardCharsets.UTF_8);
    StopSignal stop = new StopSignal();
    stop.install();
    int exitCode = run(new Terminal(System.getenv(), out, err, stop), arguments);
    stop.finish(exitCode);
    System.exit(exitCode);
  }

  static int run(Terminal terminal, String... arguments) {
    CommandLine commands = new CommandLine(new Sluice());
    commands.addSubcommand(new ServeCommand(terminal));
    commands.addSubcommand(new DemoCommand(terminal));
    commands.addSubcommand(new PublishCommand(terminal));
    commands.addSubcommand(new CommandLine(new KeysCommand())
        .addSubcommand(new KeysCreateCommand(terminal))
        .addSubcommand(new KeysListCommand(terminal))
        .addSubcommand(new KeysRevokeCommand(terminal)));
    commands.addSubcommand(
        new CommandLine(new ConfigCommand()).addSubcommand(new ConfigCheckCommand(terminal)));
    commands.setOut(terminal.out());
    commands.setErr(terminal.err());
    commands.setParameterExceptionHandler(new FaultReport(terminal));
    commands.setExecutionExceptionHandler(new FaultReport(terminal));
    return commands.execute(arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "no command (expected: " + ConfigCommand.names(spec) + ")");
  }
}
