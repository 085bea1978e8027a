package dev.sluice.ingest.gateway;

import dev.sluice.ingest.gateway.config.Configuration;
import dev.sluice.ingest.transcode.BundledFfmpeg;
import dev.sluice.ingest.transcode.FfmpegProcess;
import dev.sluice.ingest.transcode.TestPublication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** A test publisher. */
@Command(
    name = "publish",
    description =
        "Publishes to an RTMP URL in real time: a generated clock with a beep, or a file, whose"
            + " tracks are sent as they are when RTMP carries them.")
final class PublishCommand implements Callable<Integer> {
  private static final long LOOK_MS = 100;

  private final Terminal terminal;

  @Parameters(
      paramLabel = "URL",
      description = "where to, e.g. rtmp://127.0.0.1:1935/live/main?key=TOKEN",
      converter = UrlConverter.class)
  private String url;

  @Option(names = "--file", paramLabel = "F", description = "file to publish instead of the clock")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "how long; without it until the file ends or Ctrl-C",
      converter = SecondsConverter.class)
  private Optional<Integer> seconds = Optional.empty();

  PublishCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path dataDir = Configuration.load(Map.of(), Optional.empty(), terminal.environment())
        .settings()
        .dataDir();
    BundledFfmpeg ffmpeg = BundledFfmpeg.unpack(BundledFfmpeg.cacheIn(dataDir));
    List<String> arguments = new ArrayList<>(media(ffmpeg));
    seconds.ifPresent(limit -> arguments.addAll(List.of("-t", Integer.toString(limit))));
    arguments.addAll(TestPublication.to(url));
    try (FfmpegProcess publisher = ffmpeg.ffmpeg(arguments, line -> {})) {
      terminal.out().println("publishing to " + StreamUrls.withoutKey(url));
      awaitEnd(publisher);
    }
    return ExitCode.OK;
  }

  private List<String> media(BundledFfmpeg ffmpeg) throws InterruptedException {
    if (file.isEmpty()) {
      return TestPublication.testCard(ffmpeg);
    }
    if (!Files.isReadable(file.get())) {
      throw new CommandException("--file: " + file.get() + " (expected: a file that can be read)");
    }
    return TestPublication.file(ffmpeg, file.get())
        .orElseThrow(() -> new CommandException(
            "--file: " + file.get() + " (expected: a file with video or audio)"));
  }

  private void awaitEnd(FfmpegProcess publisher) throws InterruptedException {
    OptionalInt exitCode = OptionalInt.empty();
    boolean isStopped = false;
    while (exitCode.isEmpty() && !isStopped) {
      exitCode = publisher.awaitExit(LOOK_MS, TimeUnit.MILLISECONDS);
      isStopped = terminal.stop().await(0, TimeUnit.MILLISECONDS);
    }
    // A Ctrl-C reaches ffmpeg as well, perhaps first.
    if (!isStopped
        && exitCode.orElse(0) != 0
        && !terminal.stop().await(LOOK_MS, TimeUnit.MILLISECONDS)) {
      throw new CommandException(
          StreamUrls.withoutKey(url) + ": " + StreamUrls.reason(publisher.errors()));
    }
  }

  /** Takes RTMP URLs. */
  static final class UrlConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (text.matches("rtmp://[^/\\s]+/\\S+")) {
        return text;
      }
      throw new TypeConversionException(
          StreamUrls.withoutKey(text) + " (expected: rtmp://HOST[:PORT]/live/CHANNEL[?key=TOKEN])");
    }
  }
}
