package dev.sluice.ingest.gateway.config;

import dev.sluice.ingest.gateway.settings.BitRate;
import dev.sluice.ingest.gateway.settings.ByteSize;
import dev.sluice.ingest.gateway.settings.HostPort;
import dev.sluice.ingest.gateway.settings.OutputFormats;
import dev.sluice.ingest.gateway.settings.PictureSize;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the text of a setting becomes a value.
 *
 * @param form what a value looks like, for messages
 * @param isList whether YAML may have a list of words for it, which stands for the words with commas between them
 */
record ValueType<T>(String form, Function<String, Optional<T>> parser, boolean isList) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d{1,9}");

  private static final Map<Class<?>, ValueType<?>> TYPES = Map.ofEntries(
      Map.entry(int.class, new ValueType<>("a whole number", ValueType::wholeNumber)),
      Map.entry(boolean.class, new ValueType<>("true or false", ValueType::truth)),
      Map.entry(
          Duration.class,
          new ValueType<>("a duration such as 2s, 250ms or 1h", ValueType::duration)),
      Map.entry(ByteSize.class, new ValueType<>("a size such as 64KiB or 10MB", ByteSize::parse)),
      Map.entry(
          BitRate.class, new ValueType<>("a bit rate such as 2500kb/s or 6Mb/s", BitRate::parse)),
      Map.entry(PictureSize.class, new ValueType<>(PictureSize.FORM, PictureSize::parse)),
      Map.entry(
          HostPort.class,
          new ValueType<>("HOST:PORT or :PORT with a port of 0 to 65535", HostPort::parse)),
      Map.entry(URI.class, new ValueType<>("a URL", ValueType::url)),
      Map.entry(Path.class, new ValueType<>("a path", ValueType::path)),
      Map.entry(String.class, new ValueType<>("a text without line breaks", ValueType::line)),
      Map.entry(
          OutputFormats.class, new ValueType<>(OutputFormats.FORM, OutputFormats::parse, true)));

  private ValueType(String form, Function<String, Optional<T>> parser) {
    this(form, parser, /* isList= */ false);
  }

  /** Returns the type of a record component, which is one that settings may have. */
  static ValueType<?> of(Class<?> javaType) {
    if (javaType.isEnum()) {
      return choice(javaType.getEnumConstants());
    }
    return Optional.ofNullable(TYPES.get(javaType))
        .orElseThrow(() -> new IllegalArgumentException("no setting can be a " + javaType));
  }

  /** Reads a value between two others, inclusive; empty bounds do not bind. */
  Optional<T> read(String text, String min, String max) {
    return parser.apply(text).filter(value -> isAtLeast(value, min) && !isAbove(value, max));
  }

  private boolean isAtLeast(T value, String min) {
    return min.isEmpty() || compare(value, min) >= 0;
  }

  private boolean isAbove(T value, String max) {
    return !max.isEmpty() && compare(value, max) > 0;
  }

  @SuppressWarnings("unchecked") // only types with an order have bounds
  private int compare(T value, String bound) {
    return ((Comparable<T>) value).compareTo(parser.apply(bound).orElseThrow());
  }

  private static ValueType<Object> choice(Object[] constants) {
    Map<String, Object> byName = Arrays.stream(constants)
        .collect(Collectors.toMap(c -> c.toString().toLowerCase(Locale.ROOT), c -> c));
    String form = Arrays.stream(constants)
        .map(c -> c.toString().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", ", "one of ", ""));
    return new ValueType<>(form, text -> Optional.ofNullable(byName.get(text)));
  }

  private static Optional<Integer> wholeNumber(String text) {
    return WHOLE_NUMBER.matcher(text).matches()
        ? Optional.of(Integer.parseInt(text))
        : Optional.empty();
  }

  private static Optional<Boolean> truth(String text) {
    return switch (text) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        });
  }

  private static Optional<URI> url(String text) {
    try {
      return Optional.of(new URI(text)).filter(URI::isAbsolute);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<Path> path(String text) {
    return text.isEmpty() || text.indexOf('\0') >= 0
        ? Optional.empty()
        : Optional.of(Path.of(text));
  }

  private static Optional<String> line(String text) {
    return text.isEmpty() || text.chars().anyMatch(Character::isISOControl)
        ? Optional.empty()
        : Optional.of(text);
  }
}
