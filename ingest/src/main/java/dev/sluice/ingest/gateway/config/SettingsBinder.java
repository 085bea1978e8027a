package dev.sluice.ingest.gateway.config;

import dev.sluice.ingest.gateway.settings.SettingConflictException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Makes records of texts, and says what is wrong with the texts. */
final class SettingsBinder {
  private final Schema<?> schema;
  private final RawSettings settings;
  private final List<String> faults;

  private SettingsBinder(Schema<?> schema, RawSettings settings, List<String> faults) {
    this.schema = schema;
    this.settings = settings;
    this.faults = faults;
  }

  /** Returns the records; empty if something went into {@code faults}. */
  static <T extends Record> Optional<T> bind(
      Schema<T> schema, RawSettings settings, List<String> faults) {
    return new SettingsBinder(schema, settings, faults)
        .section(schema.root(), "")
        .map(schema.type()::cast);
  }

  private Optional<?> section(SettingSection section, String path) {
    List<Object> arguments = new ArrayList<>();
    for (SchemaNode node : section.nodes()) {
      String nodePath = SettingPath.below(path, SettingPath.leaf(node.path()));
      value(node, nodePath).ifPresent(arguments::add);
    }
    return arguments.size() < section.nodes().size()
        ? Optional.empty()
        : construct(section, path, arguments.toArray());
  }

  private Optional<?> value(SchemaNode node, String path) {
    if (node instanceof SettingKey key) {
      return key(key.at(path));
    }
    return node instanceof SettingList list
        ? list(list, path)
        : section((SettingSection) node, path);
  }

  private Optional<?> key(SettingKey key) {
    Optional<RawSetting> raw = settings.find(key);
    if (raw.isEmpty() && key.isOptional()) {
      return Optional.of(Optional.empty());
    }
    Optional<?> value = raw.flatMap(setting -> key.read(setting.text()));
    if (value.isEmpty()) {
      refuse(key, key.expected());
    }
    return key.isOptional() ? value.map(Optional::of) : value;
  }

  private Optional<?> list(SettingList list, String path) {
    int length = settings.length(path);
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      section(list.item(), SettingPath.item(path, i)).ifPresent(items::add);
    }
    return Optional.of(List.copyOf(items)).filter(all -> all.size() == length);
  }

  private Optional<?> construct(SettingSection section, String path, Object[] arguments) {
    try {
      return Optional.of(constructor(section.type()).newInstance(arguments));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof SettingConflictException conflict) {
        refuse(schemaKey(SettingPath.below(path, conflict.key())), conflict.getMessage());
        return Optional.empty();
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private SettingKey schemaKey(String path) {
    return ((SettingKey) schema.node(path).orElseThrow()).at(path);
  }

  private void refuse(SettingKey key, String expected) {
    String text = settings.find(key).map(raw -> key.shown(raw.text())).orElse("left out");
    faults.add(settings.source(key.path()) + ": " + key.path() + ": " + text + " (expected: "
        + expected + ")");
  }

  private static Constructor<?> constructor(Class<?> section) throws NoSuchMethodException {
    Class<?>[] types = Arrays.stream(section.getRecordComponents())
        .map(RecordComponent::getType)
        .toArray(Class<?>[]::new);
    Constructor<?> constructor = section.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor;
  }
}
