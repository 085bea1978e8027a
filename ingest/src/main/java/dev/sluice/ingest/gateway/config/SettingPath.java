package dev.sluice.ingest.gateway.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Paths of settings: names and indices with dots between them, e.g. {@code ladders.0.rungs.1.bitrate}.
 *
 * <p>The same path with {@link #ANY_INDEX} for every index is its pattern, by which a {@link Schema} knows it.
 */
final class SettingPath {
  static final String ANY_INDEX = "*";

  private static final String ENVIRONMENT_PREFIX = "SLUICE_";
  private static final Pattern INDEX = Pattern.compile("(?<=[._])\\d{1,3}(?=[._]|$)");

  private SettingPath() {}

  /** Returns a path below another, which is empty for the root. */
  static String below(String path, String name) {
    return path.isEmpty() ? name : path + '.' + name;
  }

  static String item(String listPath, int index) {
    return listPath + '.' + index;
  }

  /** Returns the last name of a path. */
  static String leaf(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** Returns the path without its last name, empty for a path of one name. */
  static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }

  /** Returns the pattern of a path, or of the name of a variable. */
  static String pattern(String path) {
    return INDEX.matcher(path).replaceAll(ANY_INDEX);
  }

  /** Returns a pattern with the indices of a path, or of the name of a variable, as far as it has some. */
  static String withIndicesOf(String path, String pattern) {
    Matcher indices = INDEX.matcher(path);
    StringBuilder filled = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      boolean isIndex = pattern.startsWith(ANY_INDEX, i);
      filled.append(isIndex && indices.find() ? indices.group() : pattern.substring(i, i + 1));
    }
    return filled.toString();
  }

  /** Returns the name of the variable that overrides a setting, e.g. {@code SLUICE_HTTP_LISTEN}. */
  static String environmentName(String path) {
    return ENVIRONMENT_PREFIX + path.replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
