package dev.sluice.ingest.gateway.config;

import java.util.Map;
import java.util.regex.Pattern;

/** Renders settings as YAML, each that is no default with a comment that says where it came from. */
final class EffectiveYaml {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/][A-Za-z0-9/._-]*");
  private static final String INDENT = "  ";

  private EffectiveYaml() {}

  static String render(Schema<?> schema, Map<String, RawSetting> raws) {
    StringBuilder yaml = new StringBuilder();
    String openSection = "";
    for (SettingKey key : schema.keys()) {
      String section = key.path().substring(0, Math.max(0, key.path().lastIndexOf('.')));
      if (!section.equals(openSection)) {
        yaml.append(section).append(":\n");
        openSection = section;
      }
      appendSetting(yaml, key, raws.get(key.path()));
    }
    return yaml.toString();
  }

  private static void appendSetting(StringBuilder yaml, SettingKey key, RawSetting raw) {
    int dot = key.path().lastIndexOf('.');
    yaml.append(dot < 0 ? "" : INDENT)
        .append(key.path().substring(dot + 1))
        .append(": ")
        .append(quoted(key.shown(raw.text())));
    if (!raw.isDefault()) {
      yaml.append("  # ").append(raw.source());
    }
    yaml.append('\n');
  }

  private static String quoted(String text) {
    return PLAIN.matcher(text).matches()
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
