package dev.sluice.ingest.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A script that drives Chromium by playwright-core, in a process of its own, and tells its steps. */
final class Browser implements AutoCloseable {
  private static final Path SOURCES = Path.of("src", "test", "browser");
  private static final Path HOME = Path.of("target", "browser").toAbsolutePath();
  private static final long STEP_TIMEOUT_S = 120;

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private Browser(Process process) {
    this.process = process;
    Thread reader = new Thread(() -> process.inputReader().lines().forEach(lines::add), "browser");
    reader.setDaemon(true);
    reader.start();
  }

  /** Returns why no browser can be driven here, empty if one can. */
  static Optional<String> obstacle() throws IOException, InterruptedException {
    if (chromium().isEmpty()) {
      return Optional.of("no chromium on the PATH");
    }
    if (find("node").isEmpty() || find("npm").isEmpty()) {
      return Optional.of("no node or npm on the PATH");
    }
    return install() ? Optional.empty() : Optional.of("npm ci failed, see " + HOME);
  }

  /** Starts a script with the browser and an empty profile as its last arguments. */
  static Browser run(String script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("node", script));
    command.addAll(List.of(arguments));
    command.add(chromium().orElseThrow().toString());
    command.add(Files.createTempDirectory(HOME, "profile").toString());
    Optional.ofNullable(System.getProperty("console.picture")).ifPresent(command::add);
    return new Browser(new ProcessBuilder(command)
        .directory(HOME.toFile())
        .redirectErrorStream(true)
        .start());
  }

  /** Waits for a step; fails with what the script said instead. */
  void expect(String step) throws InterruptedException {
    String line = lines.poll(STEP_TIMEOUT_S, TimeUnit.SECONDS);
    if (!step.equals(line) && line != null) {
      process.waitFor(STEP_TIMEOUT_S, TimeUnit.SECONDS);
    }
    assertThat(line).as("step, then %s", lines).isEqualTo(step);
  }

  @Override
  public void close() {
    // The script first, then what it would have closed.
    List<ProcessHandle> browsers = process.descendants().toList();
    process.destroy();
    browsers.forEach(ProcessHandle::destroy);
  }

  private static boolean install() throws IOException, InterruptedException {
    Files.createDirectories(HOME);
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, HOME.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        .directory(HOME.toFile())
        .redirectErrorStream(true)
        .redirectOutput(HOME.resolve("npm.log").toFile())
        .start();
    try {
      return npm.waitFor(STEP_TIMEOUT_S, TimeUnit.SECONDS) && npm.exitValue() == 0;
    } finally {
      npm.destroy();
    }
  }

  private static Optional<Path> chromium() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(name -> find(name).stream())
        .findFirst();
  }

  private static Optional<Path> find(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
