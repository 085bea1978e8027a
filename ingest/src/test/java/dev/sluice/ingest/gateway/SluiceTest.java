package dev.sluice.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SluiceTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> environment = new HashMap<>();

  @TempDir
  private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|sluice: no command (expected: serve, demo, publish, keys, config)",
        "serv|sluice: Unmatched argument at index 0: 'serv' (expected: serve, demo, publish, keys, config)",
        "config|sluice config: no command (expected: check)",
        "config check|sluice config check: Missing required parameter: 'FILE'",
        "serve --nope|sluice serve: Unknown option: '--nope'",
        "demo --seconds 0|sluice demo: Invalid value for option '--seconds': 0"
            + " (expected: a whole number of seconds, 1 to 86400)",
        "publish http://h/live?key=k|sluice publish: Invalid value for positional parameter at index 0"
            + " (URL): http://h/live?key=… (expected: rtmp://HOST[:PORT]/live/CHANNEL[?key=TOKEN])",
        "config check /nowhere|/nowhere: no such file",
      })
  void shouldSayWhatIsWrongAndExitWithTwo(String arguments, String message) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(err.toString().lines().findFirst()).contains(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "serve ",
        "demo ",
        "publish ",
        "config ",
        "config check ",
        "keys ",
        "keys create ",
        "keys list ",
        "keys revoke "
      })
  void shouldTellUseAndVersionEverywhere(String command) {
    assertThat(run(command + "--help")).isZero();
    assertThat(run(command + "--version")).isZero();

    assertThat(out.toString())
        .contains("Usage: sluice " + command.strip())
        .contains("Exit codes:")
        .contains("Java " + Runtime.version());
  }

  @Test
  void shouldPrintWhatIsInEffect() throws IOException {
    Path file = Files.writeString(directory.resolve("s.yaml"), "auth: open\n");
    environment.put("SLUICE_HTTP_THREADS", "3");

    assertThat(run("config check " + file)).isZero();

    assertThat(out.toString())
        .contains("auth: open  # " + file + ":1:7\n")
        .contains("  threads: 3  # SLUICE_HTTP_THREADS\n");
  }

  @Test
  void shouldReportEnvironmentOfEveryCommandThatReadsIt() {
    environment.put("SLUICE_NOPE", "1");

    assertThat(run("serve")).isEqualTo(2);
    assertThat(run("demo")).isEqualTo(2);
    assertThat(run("publish rtmp://h/live/x")).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(3)
        .allMatch(l -> l.startsWith("SLUICE_NOPE: unknown"));
  }

  @Test
  void shouldSayInOneLineThatAPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listenOn("127.0.0.1:" + taken.getLocalPort());

      assertThat(run("serve")).isEqualTo(1);
    }

    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("sluice serve: rtmp.listen: ")
        .endsWith("Address already in use");
  }

  @Test
  void shouldSayInOneLineThatTheDataDirectoryIsNone() throws IOException {
    listenOn("127.0.0.1:0");
    environment.put("SLUICE_DATA_DIR", Files.createFile(directory.resolve("f")).toString());

    assertThat(run("serve")).isEqualTo(1);

    assertThat(err.toString().lines())
        .containsExactly("sluice serve: data_dir: " + directory.resolve("f")
            + " (expected: a directory that can be made)");
  }

  private void listenOn(String rtmp) {
    environment.put("SLUICE_DATA_DIR", directory.resolve("data").toString());
    environment.put("SLUICE_HTTP_LISTEN", "127.0.0.1:0");
    environment.put("SLUICE_RTMP_LISTEN", rtmp);
  }

  private int run(String arguments) {
    StopSignal stop = new StopSignal();
    stop.request();
    Terminal terminal =
        new Terminal(environment, new PrintWriter(out, true), new PrintWriter(err, true), stop);
    return Sluice.run(terminal, arguments.isEmpty() ? new String[0] : arguments.split(" "));
  }
}
