package dev.sluice.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    assumeThat(Path.of("/bin/sh")).exists();
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
    Process process =
        builder.directory(directory.toFile()).redirectErrorStream(true).start();
    output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor();
  }
}
