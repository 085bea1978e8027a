package dev.sluice.origin.store;

import java.util.Objects;

/**
 * A header that a writer gave an object and that readers get back; the store does not look into it.
 *
 * @param name as it is sent, 1 to {@value #MAX_NAME_LENGTH} characters
 * @param value as it is sent, at most {@value #MAX_VALUE_LENGTH} characters
 */
public record ObjectHeader(String name, String value) {
  /** Longest name in characters. */
  public static final int MAX_NAME_LENGTH = 128;
  /** Longest value in characters. */
  public static final int MAX_VALUE_LENGTH = 2048;

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public ObjectHeader {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "name: " + name.length() + " characters (expected: 1 to " + MAX_NAME_LENGTH + ")");
    }
    if (value.length() > MAX_VALUE_LENGTH) {
      throw new IllegalArgumentException(
          "value: " + value.length() + " characters (expected: at most " + MAX_VALUE_LENGTH + ")");
    }
  }
}
