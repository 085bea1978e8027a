package dev.sluice.ingest.gateway.config;

import dev.sluice.origin.NearestName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads settings from the environment: {@code SLUICE_HTTP_LISTEN} is {@code http.listen}, and {@code
 * SLUICE_HTTP_LISTEN_FILE} names a file that holds the value.
 *
 * <p>{@code SLUICE_LADDERS_0_CHANNELS} is a key of the first item of a list; the number after the last item adds one.
 * {@code SLUICE_LADDERS} is the whole list as YAML.
 */
final class SettingsEnvironment {
  private static final String PREFIX = "SLUICE_";
  private static final String FILE_SUFFIX = "_FILE";
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** Variables with the prefix that are no settings: they are the launcher's. */
  private static final Set<String> LAUNCHER_VARIABLES = Set.of("SLUICE_JAVA_OPTS");

  private final Schema<?> schema;
  private final Map<String, SchemaNode> nodes = new LinkedHashMap<>();

  SettingsEnvironment(Schema<?> schema) {
    this.schema = schema;
    schema.nodes().stream()
        .filter(node -> !(node instanceof SettingSection))
        .forEach(node -> nodes.put(SettingPath.environmentName(node.path()), node));
  }

  /** Puts what is found into {@code settings}, what is wrong into {@code faults}. */
  void read(Map<String, String> environment, RawSettings settings, List<String> faults) {
    List<String> names = new ArrayList<>(environment.keySet());
    names.removeIf(name -> !name.startsWith(PREFIX) || LAUNCHER_VARIABLES.contains(name));
    // A list before what is in it, and item 2 before item 10.
    names.sort(Comparator.comparing(SettingsEnvironment::paddedNumbers));
    for (String name : names) {
      readVariable(name, environment, faults).ifPresent(text -> put(name, text, settings, faults));
    }
  }

  private static String paddedNumbers(String name) {
    return NUMBER
        .matcher(name)
        .replaceAll(number ->
            "0".repeat(10 - Math.min(9, number.group().length())) + number.group());
  }

  private Optional<String> readVariable(
      String name, Map<String, String> environment, List<String> faults) {
    if (node(name) == null) {
      String nearest = NearestName.of(SettingPath.pattern(name), nodes.keySet());
      faults.add(
          name + ": unknown variable (nearest: " + SettingPath.withIndicesOf(name, nearest) + ")");
      return Optional.empty();
    }
    String value = environment.get(name);
    if (name.equals(valueName(name))) {
      return Optional.of(value);
    }
    if (environment.containsKey(valueName(name))) {
      faults.add(name + ": " + path(name) + ": given twice (first: " + valueName(name) + ")");
      return Optional.empty();
    }
    return SettingsFile.read(Path.of(value), name + ": ", faults).map(String::strip);
  }

  private void put(String name, String text, RawSettings settings, List<String> faults) {
    String path = path(name);
    Optional<String> missing = missingItem(path, name, settings);
    if (missing.isPresent()) {
      faults.add(name + ": " + path + ": " + missing.get());
    } else if (node(name) instanceof SettingList) {
      new SettingsYaml(name, schema, settings, faults).readList(path, text);
    } else {
      settings.put(path, new RawSetting(text, name));
    }
  }

  /** Adds the items that a path is the first to name; returns what is wrong if one lies beyond the end. */
  private Optional<String> missingItem(String path, String name, RawSettings settings) {
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      String listPath = path.substring(0, dot);
      if (schema.node(listPath).orElseThrow() instanceof SettingList list) {
        int index = Integer.parseInt(path.substring(dot + 1).split("\\.", 2)[0]);
        int length = settings.length(listPath);
        if (index > length || index >= list.lengthMax()) {
          int last = Math.min(length, list.lengthMax() - 1);
          return Optional.of("no such item (expected: 0 to " + last + ")");
        }
        if (index == length) {
          settings.addItem(listPath, name);
        }
      }
    }
    return Optional.empty();
  }

  private String path(String name) {
    return SettingPath.withIndicesOf(name, node(name).path());
  }

  private SchemaNode node(String name) {
    return nodes.get(SettingPath.pattern(valueName(name)));
  }

  /** Returns the name of the variable that holds the value itself. */
  private String valueName(String name) {
    return name.endsWith(FILE_SUFFIX) && !nodes.containsKey(SettingPath.pattern(name))
        ? name.substring(0, name.length() - FILE_SUFFIX.length())
        : name;
  }
}
