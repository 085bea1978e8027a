package dev.sluice.ingest.gateway.config;

import dev.sluice.ingest.gateway.settings.GatewaySettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    Map<String, RawSetting> raws = collect(schema, presets, file, environment, faults);
    GatewaySettings settings = bind(schema, raws, faults);
    if (!faults.isEmpty()) {
      throw new ConfigurationException(faults);
    }
    return new Configuration(settings, EffectiveYaml.render(schema, raws));
  }

  private static Map<String, RawSetting> collect(
      Schema<?> schema,
      Map<String, String> presets,
      Optional<Path> file,
      Map<String, String> environment,
      List<String> faults) {
    Map<String, RawSetting> raws = new LinkedHashMap<>();
    schema.keys().forEach(key -> {
      String text = presets.getOrDefault(key.path(), key.setting().value());
      raws.put(key.path(), new RawSetting(text, RawSetting.DEFAULT));
    });
    file.ifPresent(path -> new SettingsFile(path, schema, raws, faults).read());
    new SettingsEnvironment(schema).read(environment, raws, faults);
    return raws;
  }

  /** Makes the records; what is wrong goes into {@code faults}, and the result is then of no use. */
  static <T extends Record> T bind(
      Schema<T> schema, Map<String, RawSetting> raws, List<String> faults) {
    Map<String, Object> values = new HashMap<>();
    for (SettingKey key : schema.keys()) {
      RawSetting raw = raws.get(key.path());
      Optional<?> value = key.read(raw.text());
      value.ifPresentOrElse(
          present -> values.put(key.path(), present),
          () -> faults.add(fault(key, raw, key.expected())));
    }
    if (values.size() < schema.keys().size()) {
      return null;
    }
    return schema.bind(
        values,
        (path, expected) ->
            faults.add(fault(schema.key(path).orElseThrow(), raws.get(path), expected)));
  }

  private static String fault(SettingKey key, RawSetting raw, String expected) {
    return raw.source() + ": " + key.path() + ": " + key.shown(raw.text()) + " (expected: "
        + expected + ")";
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
