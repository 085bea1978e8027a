package dev.sluice.origin.http.semantics;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.OptionalLong;

/** Dates as HTTP writes them (RFC 9110 §5.6.7), with a resolution of one second. */
public final class HttpDates {
  private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
          "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
      .withZone(ZoneOffset.UTC);

  private HttpDates() {}

  /** Returns the date in the preferred form, {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
  public static String format(long epochMs) {
    return IMF_FIXDATE.format(Instant.ofEpochMilli(epochMs));
  }

  /** Returns whole seconds in milliseconds, or nothing if the date is not in the preferred form. */
  public static OptionalLong parse(String date) {
    try {
      return OptionalLong.of(IMF_FIXDATE.parse(date, Instant::from).toEpochMilli());
    } catch (DateTimeParseException e) {
      return OptionalLong.empty();
    }
  }
}
