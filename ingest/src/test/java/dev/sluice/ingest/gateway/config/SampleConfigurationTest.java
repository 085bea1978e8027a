package dev.sluice.ingest.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.gateway.settings.GatewaySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleConfigurationTest {
  private static final Path SAMPLES = Path.of("..", "samples");
  private static final Path MANUAL = SAMPLES.resolve("sluice.yaml");

  @TempDir
  private Path directory;

  private final Schema<GatewaySettings> schema = new Schema<>(GatewaySettings.class);

  @Test
  void shouldHoldTheDefaults() {
    assertThat(load(Optional.of(MANUAL)).settings())
        .isEqualTo(load(Optional.empty()).settings());
  }

  @Test
  void shouldHoldEveryKeySayWhatItIsForAndItsRange() throws IOException {
    List<String> lines = withExamples();

    for (SettingKey key : schema.keys()) {
      String comment = commentAbove(lines, lineOf(key.path(), lines));
      assertThat(comment).as("comment of " + key.path()).isNotEmpty();
      if (!key.setting().min().isEmpty()) {
        assertThat(comment)
            .as("range of " + key.path())
            .contains(key.setting().min() + " to " + key.setting().max());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sluice.yaml", "ladder.yaml", "storage.yaml"})
  void shouldBeValid(String file) {
    assertThat(load(Optional.of(SAMPLES.resolve(file))).yaml()).isNotEmpty();
  }

  @Test
  void shouldBeValidWithItsExamples() throws IOException {
    Path file = Files.write(directory.resolve("examples.yaml"), withExamples());

    GatewaySettings settings = load(Optional.of(file)).settings();

    assertThat(settings.namespaces()).hasSize(1);
    assertThat(settings.playback()).hasSize(1);
    assertThat(settings.tokens().external()).isPresent();
  }

  /** Returns the lines of the manual with the keys that are left out in it. */
  private static List<String> withExamples() throws IOException {
    return Files.readAllLines(MANUAL).stream()
        .map(line -> line.replaceFirst("^( *)#(?=[a-z-])", "$1"))
        .map(line -> line.replaceFirst("^(\\w+): \\[]$", "$1:"))
        .toList();
  }

  private static Configuration load(Optional<Path> file) {
    return Configuration.load(Map.of(), file, Map.of());
  }

  /** Returns the first line that gives a key, by the places that the effective configuration tells. */
  private int lineOf(String pattern, List<String> lines) {
    RawSettings settings = new RawSettings(schema);
    new SettingsYaml("", schema, settings, new ArrayList<>())
        .readDocument(String.join("\n", lines));
    String source = settings.source(SettingPath.withIndicesOf("x.0.x.0", pattern));
    assertThat(source).as("place of " + pattern).contains(":");
    int line = Integer.parseInt(source.split(":")[1]) - 1;
    assertThat(lines.get(line)).contains(SettingPath.leaf(pattern) + ":");
    return line;
  }

  private static String commentAbove(List<String> lines, int line) {
    StringBuilder comment = new StringBuilder();
    for (int i = line - 1; i >= 0 && lines.get(i).strip().startsWith("#"); i--) {
      comment.insert(0, lines.get(i).strip().substring(1));
    }
    return comment.toString();
  }
}
