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

class SampleConfigurationTest {
  private static final Path SAMPLE = Path.of("..", "samples", "sluice.yaml");

  private final Schema<GatewaySettings> schema = new Schema<>(GatewaySettings.class);
  private final Map<String, RawSetting> sample = new HashMap<>();
  private final List<String> faults = new ArrayList<>();

  @Test
  void shouldHoldEveryKeyWithItsDefault() {
    new SettingsFile(SAMPLE, schema, sample, faults).read();

    assertThat(faults).isEmpty();
    for (SettingKey key : schema.keys()) {
      assertThat(sample).as("keys of the sample").containsKey(key.path());
      assertThat(key.read(sample.get(key.path()).text()))
          .as(key.path())
          .isEqualTo(key.read(key.setting().value()));
    }
  }

  @Test
  void shouldSayWhatEachKeyIsForAndItsRange() throws IOException {
    List<String> lines = Files.readAllLines(SAMPLE);
    new SettingsFile(SAMPLE, schema, sample, faults).read();

    for (SettingKey key : schema.keys()) {
      String comment = commentAbove(lines, lineOf(key));
      assertThat(comment).as("comment of " + key.path()).isNotEmpty();
      if (!key.setting().min().isEmpty()) {
        assertThat(comment)
            .as("range of " + key.path())
            .contains(key.setting().min() + " to " + key.setting().max());
      }
    }
  }

  private int lineOf(SettingKey key) {
    return Integer.parseInt(sample.get(key.path()).source().split(":")[1]) - 1;
  }

  private static String commentAbove(List<String> lines, int line) {
    StringBuilder comment = new StringBuilder();
    for (int i = line - 1; i >= 0 && lines.get(i).strip().startsWith("#"); i--) {
      comment.insert(0, lines.get(i).strip().substring(1));
    }
    return comment.toString();
  }
}
