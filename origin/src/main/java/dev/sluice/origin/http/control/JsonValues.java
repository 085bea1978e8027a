package dev.sluice.origin.http.control;

import dev.sluice.origin.NearestName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes the values of a JSON object apart, each with its unit, and says which is wrong and what was expected. */
final class JsonValues {
  private static final Pattern QUANTITY = Pattern.compile("(\\d{1,15})([A-Za-z]+)");
  private static final Map<String, Long> SIZES = new LinkedHashMap<>();
  private static final Map<String, Long> DURATIONS = new LinkedHashMap<>();

  static {
    SIZES.put("GiB", 1L << 30);
    SIZES.put("GB", 1_000_000_000L);
    SIZES.put("MiB", 1L << 20);
    SIZES.put("MB", 1_000_000L);
    SIZES.put("KiB", 1L << 10);
    SIZES.put("kB", 1_000L);
    SIZES.put("KB", 1_000L);
    SIZES.put("B", 1L);
    DURATIONS.put("d", 86_400_000L);
    DURATIONS.put("h", 3_600_000L);
    DURATIONS.put("m", 60_000L);
    DURATIONS.put("s", 1_000L);
    DURATIONS.put("ms", 1L);
  }

  private final ObjectNode object;

  /**
   * Wraps an object.
   *
   * @param known all keys that it may have
   * @throws IllegalArgumentException if it has another one; the message names the nearest
   */
  JsonValues(ObjectNode object, Collection<String> known) {
    this.object = object;
    for (String key : object.propertyNames()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            key + ": is not known (did you mean " + NearestName.of(key, known) + "?)");
      }
    }
  }

  /** Returns bytes of a size with a unit, e.g. {@code "64MiB"}. */
  long size(String key, long absent) {
    return quantity(key, absent, SIZES, "a size like 64MiB");
  }

  /** Returns milliseconds of a duration with a unit, e.g. {@code "1h"}. */
  long durationMs(String key, long absent) {
    return quantity(key, absent, DURATIONS, "a duration like 90s, 1h or 30d");
  }

  long number(String key, long absent) {
    JsonNode value = object.get(key);
    if (value == null) {
      return absent;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(key, value, "a whole number");
    }
    return value.longValue();
  }

  boolean flag(String key, boolean absent) {
    JsonNode value = object.get(key);
    if (value == null) {
      return absent;
    }
    if (!value.isBoolean()) {
      throw wrong(key, value, "true or false");
    }
    return value.booleanValue();
  }

  String text(String key, String absent) {
    JsonNode value = object.get(key);
    if (value == null) {
      return absent;
    }
    if (!value.isString()) {
      throw wrong(key, value, "a text");
    }
    return value.stringValue();
  }

  static String sizeText(long bytes) {
    return text(bytes, SIZES);
  }

  static String durationText(long ms) {
    return text(ms, DURATIONS);
  }

  private long quantity(String key, long absent, Map<String, Long> units, String expected) {
    JsonNode value = object.get(key);
    if (value == null) {
      return absent;
    }
    Matcher matcher = QUANTITY.matcher(value.isString() ? value.stringValue() : "");
    Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
    if (unit == null || Long.parseLong(matcher.group(1)) > Long.MAX_VALUE / unit) {
      throw wrong(key, value, expected);
    }
    return Long.parseLong(matcher.group(1)) * unit;
  }

  private static IllegalArgumentException wrong(String key, JsonNode value, String expected) {
    return new IllegalArgumentException(key + ": " + value + " (expected: " + expected + ")");
  }

  /** Returns an amount in the largest unit of which it is a whole number. */
  private static String text(long amount, Map<String, Long> units) {
    String unit = "";
    for (Map.Entry<String, Long> candidate : units.entrySet()) {
      unit = candidate.getKey();
      if (amount > 0 && amount % candidate.getValue() == 0) {
        break;
      }
    }
    return amount / units.get(unit) + unit;
  }
}
