package dev.sluice.ingest.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.gateway.settings.GatewaySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsEnvironmentTest {
  private final Map<String, RawSetting> settings = new HashMap<>();
  private final List<String> faults = new ArrayList<>();

  @TempDir
  private Path directory;

  @Test
  void shouldSetAnyKey() {
    read(Map.of("SLUICE_HTTP_MAX_CONNECTIONS_PER_IP", "7", "SLUICE_DATA_DIR", "/srv", "HOME", "/"));

    assertThat(settings)
        .containsEntry(
            "http.max_connections_per_ip",
            new RawSetting("7", "SLUICE_HTTP_MAX_CONNECTIONS_PER_IP"))
        .containsEntry("data_dir", new RawSetting("/srv", "SLUICE_DATA_DIR"))
        .hasSize(2);
    assertThat(faults).isEmpty();
  }

  @Test
  void shouldReadValueFromFile() throws IOException {
    Path file = Files.writeString(directory.resolve("auth"), "open\n");

    read(Map.of("SLUICE_AUTH_FILE", file.toString()));

    assertThat(settings).containsEntry("auth", new RawSetting("open", "SLUICE_AUTH_FILE"));
  }

  @Test
  void shouldReportFileThatIsNotThere() {
    read(Map.of("SLUICE_AUTH_FILE", "/nowhere/auth"));

    assertThat(faults).containsExactly("SLUICE_AUTH_FILE: /nowhere/auth: no such file");
  }

  @Test
  void shouldRefuseValueAndFileTogether() {
    read(Map.of("SLUICE_AUTH", "open", "SLUICE_AUTH_FILE", "/x"));

    assertThat(faults).containsExactly("SLUICE_AUTH_FILE: auth: given twice (first: SLUICE_AUTH)");
  }

  @Test
  void shouldNameNearestKnownVariable() {
    read(Map.of("SLUICE_HTTP_LISEN", "x", "SLUICE_HTTP_LISEN_FILE", "x"));

    assertThat(faults)
        .containsExactly(
            "SLUICE_HTTP_LISEN: unknown variable (nearest: SLUICE_HTTP_LISTEN)",
            "SLUICE_HTTP_LISEN_FILE: unknown variable (nearest: SLUICE_HTTP_LISTEN)");
  }

  @Test
  void shouldLeaveVariablesOfTheLauncherAlone() {
    read(Map.of("SLUICE_JAVA_OPTS", "-Xmx1g"));

    assertThat(settings).isEmpty();
    assertThat(faults).isEmpty();
  }

  private void read(Map<String, String> environment) {
    new SettingsEnvironment(new Schema<>(GatewaySettings.class))
        .read(environment, settings, faults);
  }
}
