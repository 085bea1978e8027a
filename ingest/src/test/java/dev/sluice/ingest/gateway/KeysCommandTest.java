package dev.sluice.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.auth.Authority;
import dev.sluice.origin.auth.AuthorityContext;
import dev.sluice.origin.auth.Authorizer.Decision;
import dev.sluice.origin.auth.Authorizer.Permission;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysCommandTest {
  @TempDir
  private Path temporary;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path directory;

  @BeforeEach
  void setUp() {
    directory = temporary.resolve("data");
  }

  @Test
  void shouldPrintTheTokenAloneOnTheLastLine() {
    List<String> lines =
        run("keys create --role readwrite --namespace live-origin --prefix show --expires 30d");

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).matches("ID +ROLE +NAMESPACE +PREFIX +CREATED +EXPIRES +STATE");
    assertThat(lines.get(1)).matches("k_[0-9a-f]{16}  readwrite  live-origin  show .*  valid");
    assertThat(lines.get(2)).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
  }

  @Test
  void shouldListKeysWithoutTheirTokens() {
    List<String> created = run("keys create --role readonly");
    run("keys create --role publish --namespace live --prefix cam --expires 1h");

    List<String> lines = run("keys list");

    assertThat(lines).hasSize(3).noneMatch(line -> line.contains(created.get(2)));
    assertThat(lines.get(1)).matches("k_\\w+  readonly  \\*          \\*       .*  valid");
    assertThat(lines.get(2)).matches("k_\\w+  publish   live       cam     .*  valid");
  }

  @Test
  void shouldBeObeyedByARunningServer() {
    long[] nowNs = {0};
    AuthorityContext settings =
        new AuthorityContext().dataDirectory(directory).nanoClock(() -> nowNs[0]);
    try (Authority authority = Authority.launch(settings)) {
      List<String> created = run("keys create --role admin");
      assertThat(authority.decide(Permission.ADMIN, "ns", "", created.get(2)))
          .isEqualTo(Decision.ALLOWED);

      List<String> revoked = run("keys revoke " + created.get(1).split(" ")[0]);
      nowNs[0] += TimeUnit.SECONDS.toNanos(1);
      authority.doWork();

      assertThat(revoked.get(1)).endsWith("  revoked");
      assertThat(authority.decide(Permission.ADMIN, "ns", "", created.get(2)))
          .isEqualTo(Decision.UNAUTHENTICATED);
    }
  }

  @Test
  void shouldWorkOnTheDirectoryOfTheConfiguration() throws IOException {
    Path file = Files.writeString(temporary.resolve("s.yaml"), "data_dir: " + directory + "\n");

    assertThat(execute(Map.of(), "keys create --role admin --config " + file)).isZero();
    assertThat(execute(Map.of("SLUICE_DATA_DIR", directory.toString()), "keys list"))
        .isZero();

    assertThat(out.toString().lines().filter(line -> line.startsWith("k_"))).hasSize(2);
  }

  @Test
  void shouldSayThatThereIsNoSuchKey() {
    assertThat(execute(Map.of(), "keys revoke k_0 --data-dir " + directory)).isEqualTo(1);

    assertThat(err.toString().strip())
        .isEqualTo("sluice keys revoke: no key k_0 (expected: an id that 'keys list' shows)");
  }

  @Test
  void shouldSayInOneLineThatTheListIsDamaged() throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("keys.jsonl"), "?\n");

    assertThat(execute(Map.of(), "keys list --data-dir " + directory)).isEqualTo(1);

    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("sluice keys list: " + directory.resolve("keys.jsonl") + ":1 is damaged");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "keys|sluice keys: no command (expected: create, list, revoke)",
        "keys create|sluice keys create: Missing required option: '--role=R'",
        "keys create --role root|sluice keys create: Invalid value for option '--role': root"
            + " (expected: one of readonly, readwrite, publish, admin)",
        "keys create --role admin --expires soon|sluice keys create: Invalid value for option"
            + " '--expires': soon (expected: a duration such as 12h or 30d, at most 3650d)",
        "keys create --role admin --expires 0s|sluice keys create: Invalid value for option"
            + " '--expires': 0s (expected: a duration such as 12h or 30d, at most 3650d)",
        "keys create --role admin --expires 9999d|sluice keys create: Invalid value for option"
            + " '--expires': 9999d (expected: a duration such as 12h or 30d, at most 3650d)",
        "keys create --role admin --prefix /|sluice keys create: --prefix: / (expected: a name"
            + " before its first slash)",
        "keys create --role admin --namespace a/b|sluice keys create: --namespace: a/b (expected:"
            + " no slash)",
        "keys revoke|sluice keys revoke: Missing required parameter: 'ID'"
      })
  void shouldSayWhatIsWrongAndMakeNothing(String arguments, String message) {
    assertThat(execute(Map.of("SLUICE_DATA_DIR", directory.toString()), arguments))
        .isEqualTo(2);

    assertThat(err.toString().lines().findFirst()).contains(message);
    assertThat(directory).doesNotExist();
  }

  private List<String> run(String arguments) {
    out.getBuffer().setLength(0);
    assertThat(execute(Map.of(), arguments + " --data-dir " + directory)).isZero();
    assertThat(err.toString()).isEmpty();
    return out.toString().lines().toList();
  }

  private int execute(Map<String, String> environment, String arguments) {
    Terminal terminal = new Terminal(
        environment, new PrintWriter(out, true), new PrintWriter(err, true), new StopSignal());
    return Sluice.run(terminal, arguments.split(" "));
  }
}
