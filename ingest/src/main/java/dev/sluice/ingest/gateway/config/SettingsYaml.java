package dev.sluice.ingest.gateway.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads YAML into the texts of settings, each with the line and column of its value. */
final class SettingsYaml {
  private static final LoadSettings OPTIONS =
      LoadSettings.builder().setUseMarks(true).setAllowNonScalarKeys(true).build();

  private final String source;
  private final Schema<?> schema;
  private final RawSettings settings;
  private final List<String> faults;

  /**
   * Prepares to read; what is found goes into {@code settings}, what is wrong into {@code faults}.
   *
   * @param source name of the file or variable that the text comes from, or {@link RawSetting#DEFAULT}
   */
  SettingsYaml(String source, Schema<?> schema, RawSettings settings, List<String> faults) {
    this.source = source;
    this.schema = schema;
    this.settings = settings;
    this.faults = faults;
  }

  /** Reads a whole configuration. */
  void readDocument(String yaml) {
    compose(yaml, document -> {
      if (document instanceof MappingNode mapping) {
        readSection(mapping, "");
      } else if (!isNothing(document)) {
        faults.add(place(document) + ": " + shown(document) + " (expected: keys and values)");
      }
    });
  }

  /** Reads the value of a list. */
  void readList(String path, String yaml) {
    SettingList list = (SettingList) schema.node(path).orElseThrow();
    compose(yaml, value -> readList(list, path, value));
  }

  private void compose(String yaml, Consumer<Node> reader) {
    try {
      new Compose(OPTIONS).composeString(yaml).ifPresent(reader);
    } catch (MarkedYamlEngineException e) {
      faults.add(place(e.getProblemMark()) + ": not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      faults.add(source + ": not YAML: " + e.getMessage());
    }
  }

  private void readSection(MappingNode section, String parent) {
    Map<String, Node> seen = new HashMap<>();
    for (NodeTuple tuple : section.getValue()) {
      Node keyNode = tuple.getKeyNode();
      if (!(keyNode instanceof ScalarNode name)) {
        faults.add(place(keyNode) + ": " + shown(keyNode) + " (expected: a key)");
        continue;
      }
      String path = SettingPath.below(parent, name.getValue());
      Node first = seen.putIfAbsent(path, keyNode);
      if (first == null) {
        readValue(path, keyNode, tuple.getValueNode());
      } else {
        faults.add(place(keyNode) + ": " + path + ": given twice (first: " + place(first) + ")");
      }
    }
  }

  private void readValue(String path, Node keyNode, Node value) {
    Optional<SchemaNode> node = schema.node(path);
    if (node.isEmpty()) {
      faults.add(
          place(keyNode) + ": " + path + ": unknown key (nearest: " + schema.nearest(path) + ")");
    } else if (node.get() instanceof SettingKey key) {
      readKey(key, path, value);
    } else if (node.get() instanceof SettingList list) {
      readList(list, path, value);
    } else if (!isNothing(value)) {
      readSection(path, value);
    }
  }

  private void readKey(SettingKey key, String path, Node value) {
    if (value instanceof ScalarNode scalar && !isNothing(value)) {
      settings.put(path, new RawSetting(scalar.getValue(), place(value)));
    } else if (key.type().isList() && value instanceof SequenceNode words && isOfScalars(words)) {
      String text = words.getValue().stream()
          .map(word -> ((ScalarNode) word).getValue())
          .collect(Collectors.joining(","));
      settings.put(path, new RawSetting(text, place(value)));
    } else {
      refuse(path, value, key.expected());
    }
  }

  private static boolean isOfScalars(SequenceNode sequence) {
    return sequence.getValue().stream().allMatch(ScalarNode.class::isInstance);
  }

  private void readList(SettingList list, String path, Node value) {
    if (!(value instanceof SequenceNode sequence)
        || !list.allows(sequence.getValue().size())) {
      refuse(path, value, list.expected());
      settings.putList(path, List.of(), place(value));
      return;
    }
    List<Node> items = sequence.getValue();
    settings.putList(path, items.stream().map(this::place).toList(), place(value));
    for (int i = 0; i < items.size(); i++) {
      readSection(SettingPath.item(path, i), items.get(i));
    }
  }

  private void readSection(String path, Node value) {
    if (value instanceof MappingNode mapping) {
      readSection(mapping, path);
    } else {
      refuse(path, value, "a section of keys");
    }
  }

  private void refuse(String path, Node value, String expected) {
    faults.add(place(value) + ": " + path + ": " + shown(value) + " (expected: " + expected + ")");
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
      case SEQUENCE -> "a list of " + ((SequenceNode) node).getValue().size();
      default -> ((ScalarNode) node).getValue();
    };
  }

  private String place(Node node) {
    return place(node.getStartMark());
  }

  private String place(Optional<Mark> mark) {
    return source.equals(RawSetting.DEFAULT)
        ? source
        : mark.map(at -> source + ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1))
            .orElse(source);
  }
}
