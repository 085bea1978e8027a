package dev.sluice.ingest.gateway.config;

/** What one component of a settings record is in the configuration: a key, a section of keys, or a list of sections. */
sealed interface SchemaNode permits SettingKey, SettingSection, SettingList {
  /** Returns where it stands, e.g. {@code http.listen}; an item of a list is {@link SettingPath#ANY_INDEX}. */
  String path();
}
