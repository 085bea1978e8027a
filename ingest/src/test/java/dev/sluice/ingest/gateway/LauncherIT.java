package dev.sluice.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.FinishedProgram;
import dev.sluice.origin.Tests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LauncherIT {
  private static final Path LAUNCHER = Path.of("..", "sluice").toAbsolutePath().normalize();

  @TempDir
  private Path directory;

  private String output;

  @BeforeEach
  void needShell() {
    Tests.assume(Files.exists(Path.of("/bin/sh")), "there is no /bin/sh");
  }

  @Test
  void shouldStartFromAnyDirectoryThroughASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), LAUNCHER);

    assertThat(run(link, Map.of(), "--version")).isZero();

    assertThat(output).contains("sluice ", "Java " + Runtime.version());
  }

  @Test
  void shouldPassExitCodesThrough() throws Exception {
    assertThat(run(LAUNCHER, Map.of(), "serve", "--nope")).isEqualTo(2);
  }

  @Test
  void shouldGiveOptionsOfTheEnvironmentToJava() throws Exception {
    assertThat(run(LAUNCHER, Map.of("SLUICE_JAVA_OPTS", "-Xmx128m -XshowSettings:vm"), "--version"))
        .isZero();

    assertThat(output).contains("Max. Heap Size: 128.00M");
  }

  private int run(Path program, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(program.toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    FinishedProgram finished = FinishedProgram.run(builder.directory(directory.toFile()));
    output = finished.output();
    return finished.exitCode();
  }
}
