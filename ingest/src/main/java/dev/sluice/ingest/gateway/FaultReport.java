package dev.sluice.ingest.gateway;

import dev.sluice.ingest.gateway.compose.LaunchException;
import dev.sluice.ingest.gateway.config.ConfigurationException;
import dev.sluice.ingest.transcode.FfmpegException;
import dev.sluice.origin.auth.key.KeyFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong, in a line where a person can mend it, and picks the exit code. */
final class FaultReport implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(FaultReport.class);

  private final Terminal terminal;

  FaultReport(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public int handleParseException(ParameterException fault, String[] arguments) {
    String command = fault.getCommandLine().getCommandSpec().qualifiedName();
    terminal.err().println(command + ": " + message(fault));
    terminal.err().println("Try '" + command + " --help'.");
    return ExitCode.USAGE;
  }

  private static String message(ParameterException fault) {
    CommandSpec spec = fault.getCommandLine().getCommandSpec();
    return fault instanceof UnmatchedArgumentException && !spec.subcommands().isEmpty()
        ? fault.getMessage() + " (expected: " + ConfigCommand.names(spec) + ")"
        : fault.getMessage();
  }

  @Override
  public int handleExecutionException(Exception fault, CommandLine command, ParseResult arguments) {
    if (fault instanceof ConfigurationException) {
      terminal.err().println(fault.getMessage());
      return ExitCode.USAGE;
    }
    String name = command.getCommandSpec().qualifiedName();
    if (fault instanceof LaunchException
        || fault instanceof FfmpegException
        || fault instanceof KeyFileException
        || fault instanceof CommandException) {
      terminal.err().println(name + ": " + fault.getMessage());
    } else {
      LOG.error("{} failed", name, fault);
    }
    return ExitCode.SOFTWARE;
  }
}
