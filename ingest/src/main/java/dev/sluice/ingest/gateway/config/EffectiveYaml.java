package dev.sluice.ingest.gateway.config;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Renders settings as YAML, each that is no default with a comment that says where it came from. */
final class EffectiveYaml {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/][A-Za-z0-9/._-]*");
  private static final String INDENT = "  ";
  private static final String ITEM = "- ";
  private static final RawSetting DERIVED = new RawSetting("", "derived");

  private final RawSettings settings;
  private final StringBuilder yaml = new StringBuilder();

  private EffectiveYaml(RawSettings settings) {
    this.settings = settings;
  }

  /**
   * Renders all settings.
   *
   * @param root the record that was made of them, which knows what keys without a value come to
   */
  static <T extends Record> String render(Schema<T> schema, RawSettings settings, T root) {
    EffectiveYaml effective = new EffectiveYaml(settings);
    effective.appendSection(schema.root(), "", "", root);
    return effective.yaml.toString();
  }

  private void appendSection(SettingSection section, String path, String indent, Object values) {
    RecordComponent[] components = section.type().getRecordComponents();
    for (int i = 0; i < components.length; i++) {
      String name = SettingPath.leaf(section.nodes().get(i).path());
      Object value = value(components[i], values);
      if (!value.equals(Optional.empty())) {
        yaml.append(indent).append(name).append(':');
        appendValue(section.nodes().get(i), SettingPath.below(path, name), indent, value);
      }
    }
  }

  private void appendValue(SchemaNode node, String path, String indent, Object value) {
    if (node instanceof SettingKey key) {
      appendText(key.at(path), value);
    } else if (node instanceof SettingList list) {
      appendList(list, path, indent, (List<?>) value);
    } else {
      yaml.append('\n');
      appendSection((SettingSection) node, path, indent + INDENT, value);
    }
  }

  private void appendText(SettingKey key, Object value) {
    Optional<RawSetting> raw = settings.find(key);
    String text = raw.map(RawSetting::text)
        .orElseGet(() -> ((Optional<?>) value).map(Object::toString).orElseThrow());
    yaml.append(' ').append(quoted(key.shown(text)));
    appendSource(raw.orElse(DERIVED).source());
  }

  private void appendList(SettingList list, String path, String indent, List<?> items) {
    yaml.append(items.isEmpty() ? " []" : "");
    appendSource(settings.source(path));
    for (int i = 0; i < items.size(); i++) {
      int start = yaml.length();
      String itemIndent = indent + INDENT + INDENT;
      appendSection(list.item(), SettingPath.item(path, i), itemIndent, items.get(i));
      int dash = start + itemIndent.length() - ITEM.length();
      yaml.replace(dash, dash + ITEM.length(), ITEM);
    }
  }

  private void appendSource(String source) {
    if (!source.equals(RawSetting.DEFAULT)) {
      yaml.append("  # ").append(source);
    }
    yaml.append('\n');
  }

  private static Object value(RecordComponent component, Object values) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String quoted(String text) {
    return PLAIN.matcher(text).matches()
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
