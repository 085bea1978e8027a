package dev.sluice.ingest.gateway.config;

import dev.sluice.ingest.gateway.settings.Setting;
import java.util.Optional;

/**
 * One key of the configuration.
 *
 * @param path with its section, e.g. {@code http.listen}
 * @param isOptional whether it may be left out without having a default
 */
record SettingKey(String path, ValueType<?> type, Setting setting, boolean isOptional)
    implements SchemaNode {
  /** Returns the same key at a place that has indices. */
  SettingKey at(String concretePath) {
    return new SettingKey(concretePath, type, setting, isOptional);
  }

  /** Reads a value; empty if it has another form or is out of range. */
  Optional<?> read(String text) {
    return type.read(text, setting.min(), setting.max());
  }

  /** Returns what a value looks like, e.g. {@code a whole number, 0 to 256}. */
  String expected() {
    return setting.min().isEmpty()
        ? type.form()
        : type.form() + ", " + setting.min() + " to " + setting.max();
  }

  /** Returns a value as people may see it. */
  String shown(String text) {
    return setting.isSecret() ? "(hidden)" : text;
  }
}
