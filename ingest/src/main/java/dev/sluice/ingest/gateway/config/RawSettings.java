package dev.sluice.ingest.gateway.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The texts of all settings by path. What nobody gave has its default. */
final class RawSettings {
  private final Schema<?> schema;
  private final Map<String, RawSetting> texts = new HashMap<>();
  private final Map<String, Integer> lengths = new HashMap<>();

  /** Where lists and their items stand, for faults of what is not in them. */
  private final Map<String, String> sources = new HashMap<>();

  RawSettings(Schema<?> schema) {
    this.schema = schema;
  }

  void put(String path, RawSetting setting) {
    texts.put(path, setting);
  }

  /** Puts a list in the place of the one that was there; its items have nothing but defaults. */
  void putList(String path, List<String> itemSources, String source) {
    String below = path + '.';
    texts.keySet().removeIf(each -> each.startsWith(below));
    lengths.keySet().removeIf(each -> each.startsWith(below));
    sources.keySet().removeIf(each -> each.startsWith(below));
    lengths.put(path, itemSources.size());
    sources.put(path, source);
    IntStream.range(0, itemSources.size())
        .forEach(i -> sources.put(SettingPath.item(path, i), itemSources.get(i)));
  }

  /** Adds an item to the end of a list. */
  void addItem(String path, String source) {
    sources.put(SettingPath.item(path, length(path)), source);
    lengths.merge(path, 1, Integer::sum);
  }

  /** Returns the number of items of a list. */
  int length(String path) {
    if (!lengths.containsKey(path)) {
      putDefault(path);
    }
    return lengths.get(path);
  }

  private void putDefault(String path) {
    SettingList list = (SettingList) schema.node(path).orElseThrow();
    List<String> faults = new ArrayList<>();
    new SettingsYaml(RawSetting.DEFAULT, schema, this, faults)
        .readList(path, list.setting().value());
    if (!faults.isEmpty()) {
      throw new IllegalStateException("default of " + path + ": " + faults);
    }
  }

  /** Returns the text of a key: what was given, or its default if it has one. */
  Optional<RawSetting> find(SettingKey key) {
    RawSetting given = texts.get(key.path());
    if (given != null || key.setting().value().isEmpty()) {
      return Optional.ofNullable(given);
    }
    return Optional.of(new RawSetting(key.setting().value(), RawSetting.DEFAULT));
  }

  /** Returns where a setting, or else the nearest item or list around it, stands. */
  String source(String path) {
    RawSetting given = texts.get(path);
    if (given != null) {
      return given.source();
    }
    for (String around = path; !around.isEmpty(); around = SettingPath.parent(around)) {
      if (sources.containsKey(around)) {
        return sources.get(around);
      }
    }
    return RawSetting.DEFAULT;
  }
}
