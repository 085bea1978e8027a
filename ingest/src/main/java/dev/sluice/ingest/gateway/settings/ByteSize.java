package dev.sluice.ingest.gateway.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written with its unit, e.g. {@code 64KiB} or {@code 10MB}.
 *
 * @param bytes at least 0
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})(B|kB|KB|MB|GB|KiB|MiB|GiB|TiB)");
  private static final Map<String, Long> UNITS = Map.of(
      "B", 1L,
      "kB", 1_000L,
      "KB", 1_000L,
      "MB", 1_000_000L,
      "GB", 1_000_000_000L,
      "KiB", 1L << 10,
      "MiB", 1L << 20,
      "GiB", 1L << 30,
      "TiB", 1L << 40);
  private static final List<String> LARGEST_FIRST =
      List.of("TiB", "GiB", "GB", "MiB", "MB", "KiB", "kB");

  /** Reads a size; empty if the text is something else or more than a {@code long} holds. */
  public static Optional<ByteSize> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(matcher.group(1));
    long unit = UNITS.get(matcher.group(2));
    return count > Long.MAX_VALUE / unit
        ? Optional.empty()
        : Optional.of(new ByteSize(count * unit));
  }

  /** Returns the size for a module that takes sizes of up to 2 GiB; the key's range keeps it there. */
  public int intBytes() {
    return Math.toIntExact(bytes);
  }

  @Override
  public String toString() {
    String unit = LARGEST_FIRST.stream()
        .filter(each -> bytes > 0 && bytes % UNITS.get(each) == 0)
        .findFirst()
        .orElse("B");
    return bytes / UNITS.get(unit) + unit;
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }
}
