package dev.sluice.ingest.gateway.config;

import dev.sluice.ingest.gateway.settings.Setting;

/**
 * A list of sections.
 *
 * @param item what each item is
 * @param setting its default as YAML, and how many items it may have
 */
record SettingList(String path, SettingSection item, Setting setting) implements SchemaNode {
  /** Returns whether it may have so many items. */
  boolean allows(int length) {
    return length >= Integer.parseInt(setting.min()) && length <= lengthMax();
  }

  int lengthMax() {
    return Integer.parseInt(setting.max());
  }

  /** Returns what a value looks like. */
  String expected() {
    return "a list of " + setting.min() + " to " + setting.max() + " sections";
  }
}
