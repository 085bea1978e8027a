package dev.sluice.ingest.gateway.settings;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bits a second, written with their unit, e.g. {@code 2500kb/s}.
 *
 * @param bitsPerSecond at least 0
 */
public record BitRate(int bitsPerSecond) implements Comparable<BitRate> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(b/s|kb/s|Mb/s)");
  private static final int KILO = 1_000;
  private static final Map<String, Integer> UNITS =
      Map.of("b/s", 1, "kb/s", KILO, "Mb/s", KILO * KILO);

  /** Reads a bit rate; empty if the text is something else or more than an {@code int} holds. */
  public static Optional<BitRate> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long bits = Long.parseLong(matcher.group(1)) * UNITS.get(matcher.group(2));
    return bits > Integer.MAX_VALUE ? Optional.empty() : Optional.of(new BitRate((int) bits));
  }

  @Override
  public int compareTo(BitRate other) {
    return Integer.compare(bitsPerSecond, other.bitsPerSecond);
  }

  @Override
  public String toString() {
    return bitsPerSecond % KILO == 0 ? bitsPerSecond / KILO + "kb/s" : bitsPerSecond + "b/s";
  }
}
