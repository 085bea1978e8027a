package dev.sluice.ingest.gateway;

import dev.sluice.origin.auth.key.KeyList;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how long a key lives. */
final class LifetimeConverter implements ITypeConverter<Duration> {
  private static final Pattern FORMAT = Pattern.compile("(\\d{1,9})([smhd])");

  @Override
  public Duration convert(String text) {
    Matcher matcher = FORMAT.matcher(text);
    if (matcher.matches()) {
      Duration lifetime = duration(Long.parseLong(matcher.group(1)), matcher.group(2));
      if (lifetime.compareTo(KeyList.LIFETIME_MIN) >= 0
          && lifetime.compareTo(KeyList.LIFETIME_MAX) <= 0) {
        return lifetime;
      }
    }
    throw new TypeConversionException(text + " (expected: a duration such as 12h or 30d, at most "
        + KeyList.LIFETIME_MAX.toDays() + "d)");
  }

  private static Duration duration(long count, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
