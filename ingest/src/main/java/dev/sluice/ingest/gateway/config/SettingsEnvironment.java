package dev.sluice.ingest.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads settings from the environment: {@code SLUICE_HTTP_LISTEN} is {@code http.listen}, and {@code
 * SLUICE_HTTP_LISTEN_FILE} names a file that holds the value.
 */
final class SettingsEnvironment {
  private static final String PREFIX = "SLUICE_";
  private static final String FILE_SUFFIX = "_FILE";

  /** Variables with the prefix that are no settings: they are the launcher's. */
  private static final Set<String> LAUNCHER_VARIABLES = Set.of("SLUICE_JAVA_OPTS");

  private final Map<String, SettingKey> keys = new LinkedHashMap<>();

  SettingsEnvironment(Schema<?> schema) {
    schema.keys().forEach(key -> keys.put(key.environmentName(), key));
  }

  /** Puts what is found into {@code settings}, what is wrong into {@code faults}. */
  void read(
      Map<String, String> environment, Map<String, RawSetting> settings, List<String> faults) {
    new TreeMap<>(environment).forEach((name, value) -> {
      if (name.startsWith(PREFIX) && !LAUNCHER_VARIABLES.contains(name)) {
        readVariable(name, value, environment, faults)
            .ifPresent(text -> settings.put(key(name).path(), new RawSetting(text, name)));
      }
    });
  }

  private Optional<String> readVariable(
      String name, String value, Map<String, String> environment, List<String> faults) {
    SettingKey key = key(name);
    if (key == null) {
      String nearest = NearestName.of(name, keys.keySet());
      faults.add(name + ": unknown variable (nearest: " + nearest + ")");
      return Optional.empty();
    }
    if (keys.containsKey(name)) {
      return Optional.of(value);
    }
    if (environment.containsKey(key.environmentName())) {
      faults.add(name + ": " + key.path() + ": given twice (first: " + key.environmentName() + ")");
      return Optional.empty();
    }
    return readFile(name, Path.of(value), faults);
  }

  private SettingKey key(String name) {
    return name.endsWith(FILE_SUFFIX) && !keys.containsKey(name)
        ? keys.get(name.substring(0, name.length() - FILE_SUFFIX.length()))
        : keys.get(name);
  }

  private static Optional<String> readFile(String name, Path file, List<String> faults) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      faults.add(name + ": " + file + ": no such file");
    } catch (IOException e) {
      faults.add(name + ": " + file + ": cannot be read: " + e.getMessage());
    }
    return Optional.empty();
  }
}
