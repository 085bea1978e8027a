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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsEnvironmentTest {
  private final Schema<GatewaySettings> schema = new Schema<>(GatewaySettings.class);
  private final RawSettings settings = new RawSettings(schema);
  private final List<String> faults = new ArrayList<>();

  @TempDir
  private Path directory;

  @Test
  void shouldSetAnyKey() {
    read(Map.of("SLUICE_HTTP_MAX_CONNECTIONS_PER_IP", "7", "SLUICE_DATA_DIR", "/srv", "HOME", "/"));

    assertThat(raw("http.max_connections_per_ip"))
        .isEqualTo(new RawSetting("7", "SLUICE_HTTP_MAX_CONNECTIONS_PER_IP"));
    assertThat(raw("data_dir")).isEqualTo(new RawSetting("/srv", "SLUICE_DATA_DIR"));
    assertThat(faults).isEmpty();
  }

  @Test
  void shouldReadValueFromFile() throws IOException {
    Path file = Files.writeString(directory.resolve("auth"), "open\n");

    read(Map.of("SLUICE_AUTH_FILE", file.toString()));

    assertThat(raw("auth")).isEqualTo(new RawSetting("open", "SLUICE_AUTH_FILE"));
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

    assertThat(faults).isEmpty();
  }

  @Test
  void shouldSetKeysOfItems() {
    read(Map.of("SLUICE_LADDERS_0_RUNGS_1_BITRATE", "900kb/s"));

    assertThat(raw("ladders.0.rungs.1.bitrate"))
        .isEqualTo(new RawSetting("900kb/s", "SLUICE_LADDERS_0_RUNGS_1_BITRATE"));
    assertThat(raw("ladders.0.rungs.1.height")).isEqualTo(new RawSetting("480", "default"));
    assertThat(settings.length("ladders.0.rungs")).isEqualTo(3);
  }

  @Test
  void shouldAddItemsInTheOrderOfTheirNumbers() {
    Map<String, String> environment = new HashMap<>();
    for (int i = 1; i <= 11; i++) {
      environment.put("SLUICE_LADDERS_" + i + "_CHANNELS", "c" + i);
    }

    read(environment);

    assertThat(faults).isEmpty();
    assertThat(settings.length("ladders")).isEqualTo(12);
    assertThat(raw("ladders.11.channels").text()).isEqualTo("c11");
  }

  @Test
  void shouldTakeWholeListAsYaml() {
    read(
        Map.of("SLUICE_LADDERS_0_RUNGS", "[]", "SLUICE_LADDERS", "[{channels: a}, {channels: 7}]"));

    assertThat(settings.length("ladders")).isEqualTo(2);
    assertThat(settings.length("ladders.0.rungs")).isZero();
    assertThat(settings.length("ladders.1.rungs")).isEqualTo(3);
    assertThat(raw("ladders.1.channels")).isEqualTo(new RawSetting("7", "SLUICE_LADDERS:1:28"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SLUICE_LADDERS_2_CHANNELS|a"
            + "|SLUICE_LADDERS_2_CHANNELS: ladders.2.channels: no such item (expected: 0 to 1)",
        "SLUICE_LADDERS_0_RUNGS_8_BITRATE|1Mb/s|SLUICE_LADDERS_0_RUNGS_8_BITRATE:"
            + " ladders.0.rungs.8.bitrate: no such item (expected: 0 to 3)",
        "SLUICE_LADDERS_0_RUNGS_1_BITRAT|1|SLUICE_LADDERS_0_RUNGS_1_BITRAT:"
            + " unknown variable (nearest: SLUICE_LADDERS_0_RUNGS_1_BITRATE)",
        "SLUICE_LADDERS|x|SLUICE_LADDERS:1:1: ladders: x (expected: a list of 0 to 100 sections)",
        "SLUICE_LADDERS|[|SLUICE_LADDERS:1:2: not YAML: expected the node content, but found '<stream end>'",
      })
  void shouldSayWhatIsWrongWithLists(String name, String value, String fault) {
    read(Map.of(name, value));

    assertThat(faults).containsExactly(fault);
  }

  private RawSetting raw(String path) {
    return settings
        .find(((SettingKey) schema.node(path).orElseThrow()).at(path))
        .orElseThrow();
  }

  private void read(Map<String, String> environment) {
    new SettingsEnvironment(schema).read(environment, settings, faults);
  }
}
