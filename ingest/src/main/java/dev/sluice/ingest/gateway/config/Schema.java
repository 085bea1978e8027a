package dev.sluice.ingest.gateway.config;

import dev.sluice.ingest.gateway.settings.Setting;
import dev.sluice.origin.NearestName;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that a tree of records has: a component that is a record is a section, one that is a list of records is a list
 * of sections, any other is a key.
 *
 * @param <T> the record at the root
 */
final class Schema<T extends Record> {
  private final Class<T> type;
  private final Map<String, SchemaNode> nodes = new LinkedHashMap<>();
  private final SettingSection root;

  Schema(Class<T> type) {
    this.type = type;
    root = section(type, "");
  }

  private SettingSection section(Class<? extends Record> record, String path) {
    List<SchemaNode> parts = Arrays.stream(record.getRecordComponents())
        .map(component -> node(component, path))
        .toList();
    return new SettingSection(path, record, parts);
  }

  private SchemaNode node(RecordComponent component, String parent) {
    String path = SettingPath.below(parent, snakeCase(component.getName()));
    nodes.put(path, null); // keeps the order: a section comes before what is in it
    SchemaNode node = node(component, path, component.getAnnotation(Setting.class));
    nodes.put(path, node);
    return node;
  }

  private SchemaNode node(RecordComponent component, String path, Setting setting) {
    Class<?> javaType = component.getType();
    if (javaType == List.class) {
      String itemPath = SettingPath.below(path, SettingPath.ANY_INDEX);
      nodes.put(itemPath, null);
      SettingSection item = section(argument(component).asSubclass(Record.class), itemPath);
      nodes.put(itemPath, item);
      return new SettingList(path, item, setting);
    }
    if (setting == null) {
      return section(javaType.asSubclass(Record.class), path);
    }
    boolean isOptional = javaType == Optional.class;
    ValueType<?> value = ValueType.of(isOptional ? argument(component) : javaType);
    return new SettingKey(path, value, setting, isOptional);
  }

  private static Class<?> argument(RecordComponent component) {
    Type[] arguments = ((ParameterizedType) component.getGenericType()).getActualTypeArguments();
    return (Class<?>) arguments[0];
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** Returns the type of the record at the root. */
  Class<T> type() {
    return type;
  }

  SettingSection root() {
    return root;
  }

  /** Returns every key, in the order of the records; those of lists once, by their patterns. */
  Collection<SettingKey> keys() {
    return nodes.values().stream()
        .filter(SettingKey.class::isInstance)
        .map(SettingKey.class::cast)
        .toList();
  }

  /** Returns what stands at a path, which may have indices. */
  Optional<SchemaNode> node(String path) {
    return Optional.ofNullable(nodes.get(SettingPath.pattern(path)));
  }

  /** Returns every key, section and list by its pattern. */
  Collection<SchemaNode> nodes() {
    return nodes.values();
  }

  /** Returns the known path that differs least. */
  String nearest(String path) {
    return SettingPath.withIndicesOf(
        path, NearestName.of(SettingPath.pattern(path), nodes.keySet()));
  }
}
