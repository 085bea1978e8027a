package dev.sluice.ingest.gateway.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads a YAML file into the texts of settings, each with the line and column of its value. */
final class SettingsFile {
  private final Path file;
  private final Schema<?> schema;
  private final Map<String, RawSetting> settings;
  private final List<String> faults;

  /** Prepares to read; what is found goes into {@code settings}, what is wrong into {@code faults}. */
  SettingsFile(Path file, Schema<?> schema, Map<String, RawSetting> settings, List<String> faults) {
    this.file = file;
    this.schema = schema;
    this.settings = settings;
    this.faults = faults;
  }

  void read() {
    try {
      LoadSettings options =
          LoadSettings.builder().setUseMarks(true).setAllowNonScalarKeys(true).build();
      new Compose(options).composeString(Files.readString(file)).ifPresent(this::readDocument);
    } catch (NoSuchFileException e) {
      faults.add(file + ": no such file");
    } catch (MalformedInputException e) {
      faults.add(file + ": not UTF-8");
    } catch (IOException e) {
      faults.add(file + ": cannot be read: " + e.getMessage());
    } catch (MarkedYamlEngineException e) {
      faults.add(place(e.getProblemMark()) + ": not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      faults.add(file + ": not YAML: " + e.getMessage());
    }
  }

  private void readDocument(Node document) {
    if (document instanceof MappingNode mapping) {
      readSection(mapping, "");
    } else if (!isNothing(document)) {
      faults.add(place(document) + ": " + shown(document) + " (expected: keys and values)");
    }
  }

  private void readSection(MappingNode section, String prefix) {
    Map<String, Node> seen = new HashMap<>();
    for (NodeTuple tuple : section.getValue()) {
      Node keyNode = tuple.getKeyNode();
      if (!(keyNode instanceof ScalarNode name)) {
        faults.add(place(keyNode) + ": " + shown(keyNode) + " (expected: a key)");
        continue;
      }
      String path = prefix + name.getValue();
      Node first = seen.putIfAbsent(path, keyNode);
      if (first == null) {
        readValue(path, keyNode, tuple.getValueNode());
      } else {
        faults.add(place(keyNode) + ": " + path + ": given twice (first: " + place(first) + ")");
      }
    }
  }

  private void readValue(String path, Node keyNode, Node value) {
    Optional<SettingKey> key = schema.key(path);
    if (key.isPresent()) {
      readSetting(key.get(), value);
    } else if (!schema.isSection(path)) {
      faults.add(
          place(keyNode) + ": " + path + ": unknown key (nearest: " + schema.nearest(path) + ")");
    } else if (value instanceof MappingNode mapping) {
      readSection(mapping, path + '.');
    } else if (!isNothing(value)) {
      faults.add(
          place(value) + ": " + path + ": " + shown(value) + " (expected: a section of keys)");
    }
  }

  private void readSetting(SettingKey key, Node value) {
    if (value instanceof ScalarNode scalar && !isNothing(value)) {
      settings.put(key.path(), new RawSetting(scalar.getValue(), place(value)));
    } else {
      faults.add(place(value) + ": " + key.path() + ": " + shown(value) + " (expected: "
          + key.expected() + ")");
    }
  }

  private static boolean isNothing(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static String shown(Node node) {
    if (isNothing(node)) {
      return "nothing";
    }
    return switch (node.getNodeType()) {
      case MAPPING -> "a section";
      case SEQUENCE -> "a list";
      default -> ((ScalarNode) node).getValue();
    };
  }

  private String place(Node node) {
    return place(node.getStartMark());
  }

  private String place(Optional<Mark> mark) {
    return mark.map(at -> file + ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1))
        .orElseGet(file::toString);
  }
}
