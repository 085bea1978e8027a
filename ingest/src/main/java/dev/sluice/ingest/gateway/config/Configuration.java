package dev.sluice.ingest.gateway.config;

import dev.sluice.ingest.gateway.settings.GatewaySettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings in effect, and where each came from. Immutable. */
public final class Configuration {
  private final GatewaySettings settings;
  private final String yaml;

  private Configuration(GatewaySettings settings, String yaml) {
    this.settings = settings;
    this.yaml = yaml;
  }

  /**
   * Reads the configuration: what comes later in the list of arguments wins.
   *
   * @param presets what the command has instead of some defaults, text by path
   * @throws ConfigurationException with everything that is wrong
   */
  public static Configuration load(
      Map<String, String> presets, Optional<Path> file, Map<String, String> environment) {
    Schema<GatewaySettings> schema = new Schema<>(GatewaySettings.class);
    List<String> faults = new ArrayList<>();
    RawSettings raws = new RawSettings(schema);
    presets.forEach((path, text) -> raws.put(path, new RawSetting(text, RawSetting.DEFAULT)));
    file.ifPresent(path -> SettingsFile.read(path, "", faults)
        .ifPresent(
            text -> new SettingsYaml(path.toString(), schema, raws, faults).readDocument(text)));
    new SettingsEnvironment(schema).read(environment, raws, faults);
    Optional<GatewaySettings> settings = SettingsBinder.bind(schema, raws, faults);
    if (!faults.isEmpty()) {
      throw new ConfigurationException(faults);
    }
    return new Configuration(
        settings.orElseThrow(), EffectiveYaml.render(schema, raws, settings.orElseThrow()));
  }

  /** Returns the settings. */
  public GatewaySettings settings() {
    return settings;
  }

  /** Returns the settings as a file that would give the same ones; secrets are hidden. */
  public String yaml() {
    return yaml;
  }
}
