package dev.sluice.ingest.gateway.settings;

import dev.sluice.packager.SegmentFormat;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How channels are packaged, written as a list or with commas, e.g. {@code [ts, cmaf]}.
 *
 * @param formats at least one
 */
public record OutputFormats(Set<SegmentFormat> formats) {
  /** What a value looks like. */
  public static final String FORM = "[ts], [cmaf] or [ts, cmaf]";

  private static final String SEPARATOR = ",";

  /** Reads the formats; empty if the text is something else or names one twice. */
  public static Optional<OutputFormats> parse(String text) {
    Set<SegmentFormat> formats = EnumSet.noneOf(SegmentFormat.class);
    for (String name : text.split(SEPARATOR, -1)) {
      Optional<SegmentFormat> format = EnumSet.allOf(SegmentFormat.class).stream()
          .filter(known -> name(known).equals(name.strip()))
          .findFirst();
      if (format.isEmpty() || !formats.add(format.get())) {
        return Optional.empty();
      }
    }
    return Optional.of(new OutputFormats(formats));
  }

  @Override
  public String toString() {
    return formats.stream().map(OutputFormats::name).collect(Collectors.joining(SEPARATOR));
  }

  private static String name(SegmentFormat format) {
    return format.name().toLowerCase(Locale.ROOT);
  }
}
