package dev.sluice.origin.http.semantics;

import java.util.Locale;
import java.util.regex.Pattern;

/** Reads Cache-Control (RFC 9111 §5.2.2) as far as bounding it needs. */
public final class CacheControl {
  private static final int MAX_DIGITS = 10;
  private static final Pattern NO_GUESS =
      Pattern.compile("(?i)(?:^|[\\s,])(?:max-age=|no-store|no-cache)");

  private CacheControl() {}

  /**
   * Returns the directives with no age above a bound, and with an age if they leave one to the cache's guess (§4.2.2).
   *
   * @param seconds the most that {@code max-age} and {@code s-maxage} may say, at least 0
   * @param directives value of Cache-Control
   */
  public static String atMost(long seconds, String directives) {
    StringBuilder bounded = new StringBuilder(directives.length());
    for (String directive : directives.split(",")) {
      String stripped = directive.strip();
      if (!stripped.isEmpty()) {
        bounded.append(bounded.isEmpty() ? "" : ", ").append(atMost(stripped, seconds));
      }
    }
    if (!NO_GUESS.matcher(directives).find()) {
      bounded.append(bounded.isEmpty() ? "" : ", ").append("max-age=").append(seconds);
    }
    return bounded.toString();
  }

  private static String atMost(String directive, long seconds) {
    int equals = directive.indexOf('=');
    String name = equals < 0 ? "" : directive.substring(0, equals).toLowerCase(Locale.ROOT);
    boolean isAge = name.equals("max-age") || name.equals("s-maxage");
    return isAge && isMore(directive.substring(equals + 1), seconds)
        ? name + "=" + seconds
        : directive;
  }

  /** Returns whether an age is above the bound, or is none that can be relied on. */
  private static boolean isMore(String age, long seconds) {
    return age.isEmpty()
        || age.length() > MAX_DIGITS
        || !age.chars().allMatch(c -> c >= '0' && c <= '9')
        || Long.parseLong(age) > seconds;
  }
}
