package dev.sluice.ingest.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.gateway.settings.GatewaySettings;
import dev.sluice.ingest.gateway.settings.Setting;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaTest {
  record Vault(
      @Setting(value = "1", min = "1", max = "2") int doors,
      @Setting(value = "sesame", isSecret = true) String word) {}

  record Wrong(@Setting("x") Thread thread) {}

  @Test
  void shouldHaveDefaultsThatAreInTheirRange() {
    for (SettingKey key : new Schema<>(GatewaySettings.class).keys()) {
      if (!key.setting().value().isEmpty()) {
        assertThat(key.read(key.setting().value())).as(key.path()).isPresent();
      }
    }
  }

  @Test
  void shouldGiveEachKeyItsOwnVariable() {
    assertThat(new Schema<>(GatewaySettings.class).keys())
        .extracting(key -> SettingPath.environmentName(key.path()))
        .doesNotHaveDuplicates()
        .contains("SLUICE_HTTP_LISTEN", "SLUICE_RTMP_MAX_AMF_DEPTH")
        .contains("SLUICE_LADDERS_*_RUNGS_*_MAX_BITRATE");
  }

  @Test
  void shouldHideSecretsWhereverAValueIsShown() {
    Schema<Vault> schema = new Schema<>(Vault.class);
    RawSettings raws = new RawSettings(schema);
    List<String> faults = new ArrayList<>();
    raws.put("word", new RawSetting("\n", "SLUICE_WORD"));

    assertThat(SettingsBinder.bind(schema, raws, faults)).isEmpty();
    assertThat(faults)
        .containsExactly("SLUICE_WORD: word: (hidden) (expected: a text without line breaks)");
    assertThat(EffectiveYaml.render(schema, raws, new Vault(1, "\n")))
        .isEqualTo("doors: 1\nword: \"(hidden)\"  # SLUICE_WORD\n");
  }

  @Test
  void shouldRefuseTypesThatNoTextBecomes() {
    assertThatThrownBy(() -> new Schema<>(Wrong.class))
        .hasMessage("no setting can be a class java.lang.Thread");
  }
}
