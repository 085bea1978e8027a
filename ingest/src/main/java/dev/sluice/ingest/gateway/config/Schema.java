package dev.sluice.ingest.gateway.config;

import dev.sluice.ingest.gateway.settings.Setting;
import dev.sluice.ingest.gateway.settings.SettingConflictException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The keys that a tree of records has: a component that is a record is a section, any other is a key.
 *
 * @param <T> the record at the root
 */
final class Schema<T extends Record> {
  private final Class<T> root;
  private final Map<String, SettingKey> keys = new LinkedHashMap<>();
  private final Set<String> sections = new LinkedHashSet<>();

  Schema(Class<T> root) {
    this.root = root;
    collect(root, "");
  }

  private void collect(Class<?> section, String prefix) {
    for (RecordComponent component : section.getRecordComponents()) {
      String path = prefix + snakeCase(component.getName());
      if (component.getType().isRecord() && !component.isAnnotationPresent(Setting.class)) {
        sections.add(path);
        collect(component.getType(), path + '.');
      } else {
        ValueType<?> type = ValueType.of(component.getType());
        keys.put(path, new SettingKey(path, type, component.getAnnotation(Setting.class)));
      }
    }
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** Returns every key, in the order of the records. */
  Collection<SettingKey> keys() {
    return keys.values();
  }

  Optional<SettingKey> key(String path) {
    return Optional.ofNullable(keys.get(path));
  }

  boolean isSection(String path) {
    return sections.contains(path);
  }

  /** Returns the known key or section whose name differs least. */
  String nearest(String path) {
    Set<String> names = new LinkedHashSet<>(keys.keySet());
    names.addAll(sections);
    return NearestName.of(path, names);
  }

  /**
   * Makes the records.
   *
   * @param values by path, one for each key
   * @param conflicts takes the path and what was expected of a setting that does not go with another; the result is
   *     then of no use
   */
  T bind(Map<String, ?> values, BiConsumer<String, String> conflicts) {
    return root.cast(bind(root, "", values, conflicts));
  }

  private Object bind(
      Class<?> section,
      String prefix,
      Map<String, ?> values,
      BiConsumer<String, String> conflicts) {
    Object[] arguments = Arrays.stream(section.getRecordComponents())
        .map(component -> {
          String path = prefix + snakeCase(component.getName());
          return isSection(path)
              ? bind(component.getType(), path + '.', values, conflicts)
              : values.get(path);
        })
        .toArray();
    try {
      return constructor(section).newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof SettingConflictException conflict) {
        conflicts.accept(prefix + conflict.key(), conflict.getMessage());
        return null;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
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
