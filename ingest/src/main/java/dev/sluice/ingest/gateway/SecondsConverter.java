package dev.sluice.ingest.gateway;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of seconds. */
final class SecondsConverter implements ITypeConverter<Integer> {
  private static final int SECONDS_MAX = 86_400;

  @Override
  public Integer convert(String text) {
    if (text.matches("\\d{1,5}")) {
      int seconds = Integer.parseInt(text);
      if (seconds >= 1 && seconds <= SECONDS_MAX) {
        return seconds;
      }
    }
    throw new TypeConversionException(
        text + " (expected: a whole number of seconds, 1 to " + SECONDS_MAX + ")");
  }
}
