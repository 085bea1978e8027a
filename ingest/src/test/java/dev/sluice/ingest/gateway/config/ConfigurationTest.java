package dev.sluice.ingest.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.gateway.settings.AuthMode;
import dev.sluice.ingest.gateway.settings.GatewaySettings;
import dev.sluice.ingest.gateway.settings.HostPort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
  @TempDir
  private Path directory;

  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("sluice.yaml");
  }

  @Test
  void shouldHaveDefaultsWithoutAnySource() {
    GatewaySettings settings =
        Configuration.load(Map.of(), Optional.empty(), Map.of()).settings();

    assertThat(settings.http().listen()).isEqualTo(new HostPort("", 8080));
    assertThat(settings.auth()).isEqualTo(AuthMode.KEYS);
    assertThat(settings.packager().segmentMax()).isEqualTo(Duration.ofMillis(2500));
    assertThat(settings.origin().hotCapacity().bytes()).isEqualTo(1L << 30);
  }

  @Test
  void shouldPreferEnvironmentToFileToPresetToDefault() throws IOException {
    write("http: {threads: 3, max_connections: 3}");
    Map<String, String> presets =
        Map.of("http.threads", "2", "http.max_connections", "2", "rtmp.max_connections", "2");

    GatewaySettings settings = Configuration.load(
            presets, Optional.of(file), Map.of("SLUICE_HTTP_THREADS", "4"))
        .settings();

    assertThat(settings.http().threads()).isEqualTo(4);
    assertThat(settings.http().maxConnections()).isEqualTo(3);
    assertThat(settings.rtmp().maxConnections()).isEqualTo(2);
    assertThat(settings.channels().max()).isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "http: {lisen: 1}|:1:8: http.lisen: unknown key (nearest: http.listen)",
        "htp: {listen: 1}|:1:1: htp: unknown key (nearest: http)",
        "listen: ':80'|:1:1: listen: unknown key (nearest: http.listen)",
        "{auth: open, auth: keys}|:1:14: auth: given twice (first: FILE:1:2)",
        "auth: maybe|:1:7: auth: maybe (expected: one of keys, open)",
        "auth: [open]|:1:7: auth: a list (expected: one of keys, open)",
        "auth: {open: 1}|:1:7: auth: a section (expected: one of keys, open)",
        "auth:|:1:6: auth: nothing (expected: one of keys, open)",
        "http: 80|:1:7: http: 80 (expected: a section of keys)",
        "http: [80]|:1:7: http: a list (expected: a section of keys)",
        "http: {threads: 257}|:1:17: http.threads: 257 (expected: a whole number, 0 to 256)",
        "http: {threads: -1}|:1:17: http.threads: -1 (expected: a whole number, 0 to 256)",
        "http: {threads: two}|:1:17: http.threads: two (expected: a whole number, 0 to 256)",
        "http: {listen: 8080}|:1:16: http.listen: 8080"
            + " (expected: HOST:PORT or :PORT with a port of 0 to 65535)",
        "http: {idle_timeout: 75}|:1:22: http.idle_timeout: 75"
            + " (expected: a duration such as 2s, 250ms or 1h, 1s to 1h)",
        "http: {idle_timeout: 2h}|:1:22: http.idle_timeout: 2h"
            + " (expected: a duration such as 2s, 250ms or 1h, 1s to 1h)",
        "origin: {hot_capacity: 1G}|:1:24: origin.hot_capacity: 1G"
            + " (expected: a size such as 64KiB or 10MB, 16MiB to 1024GiB)",
        "packager: {ring_size: 100}|:1:23: packager.ring_size: 100 (expected: a power of two)",
        "packager: {segment_min: 3s}|:1:25: packager.segment_min: 3s"
            + " (expected: at most packager.segment_target)",
        "- auth|:1:1: a list (expected: keys and values)",
        "[auth]: open|:1:1: a list (expected: a key)",
        "auth: \"open|:1:12: not YAML: found unexpected end of stream",
      })
  void shouldSayWhereWhatAndWhy(String yaml, String fault) throws IOException {
    write(yaml);

    assertThatThrownBy(() -> load(Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(file + fault.replace("FILE", file.toString()));
  }

  @Test
  void shouldReportEveryFaultAtOnce() throws IOException {
    write("auth: maybe\nhttp:\n  threads: many\n  nope: 1\n");

    assertThatThrownBy(() -> load(Map.of("SLUICE_LOG_LEVEL", "loud", "SLUICE_NOPE", "1")))
        .hasMessageContainingAll(
            ":1:7: auth: maybe",
            ":3:12: http.threads: many",
            ":4:3: http.nope: unknown key",
            "SLUICE_LOG_LEVEL: log.level: loud (expected: one of error, warn, info, debug)",
            "SLUICE_NOPE: unknown variable");
  }

  @Test
  void shouldReportFileThatIsNotThere() {
    assertThatThrownBy(() -> load(Map.of())).hasMessage(file + ": no such file");
  }

  @Test
  void shouldReportFileThatIsNotText() throws IOException {
    Files.write(file, "auth: \u00e4".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> load(Map.of())).hasMessage(file + ": not UTF-8");
  }

  @Test
  void shouldTakeEmptyFileAndEmptySection() throws IOException {
    write("# nothing\n");
    assertThat(load(Map.of()).settings().http().threads()).isZero();

    write("http:\n");
    assertThat(load(Map.of()).settings().http().threads()).isZero();
  }

  @Test
  void shouldPrintWhatGivesTheSameSettings() throws IOException {
    write("http: {listen: '127.0.0.1:9090', cors_origin: 'https://a.example'}");
    Configuration configuration = load(Map.of("SLUICE_AUTH", "open"));

    write(configuration.yaml());

    assertThat(load(Map.of()).settings()).isEqualTo(configuration.settings());
    assertThat(configuration.yaml())
        .contains("auth: open  # SLUICE_AUTH\n")
        .contains("  listen: \"127.0.0.1:9090\"  # " + file + ":1:16\n");
  }

  private Configuration load(Map<String, String> environment) {
    return Configuration.load(Map.of(), Optional.of(file), environment);
  }

  private void write(String yaml) throws IOException {
    Files.writeString(file, yaml);
  }
}
