package dev.sluice.origin.http.live;

import dev.sluice.origin.http.semantics.RequestTarget;
import dev.sluice.origin.live.dvr.RecordingQuery;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a request for a recorded playlist asks for: {@code start}, {@code duration} and {@code _HLS_skip}. */
public final class RecordingDirectives {
  private static final String START = "start";
  private static final String DURATION = "duration";
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,6})?");
  private static final int MS_DECIMALS = 3;

  private RecordingDirectives() {}

  /**
   * Returns what a request asks for, or nothing if a parameter is malformed, stands there twice, or a duration has no start.
   *
   * @param target with {@code start} as seconds since the epoch or as a date and time (RFC 3339), {@code duration} in seconds
   */
  static Optional<RecordingQuery> of(String target) {
    if (target.indexOf('?') < 0) {
      return Optional.of(RecordingQuery.WHOLE);
    }
    Optional<ReloadDirectives> directives = ReloadDirectives.of(target);
    List<String> starts = RequestTarget.parameters(target, START);
    List<String> durations = RequestTarget.parameters(target, DURATION);
    if (directives.isEmpty() || starts.size() > 1 || durations.size() > starts.size()) {
      return Optional.empty();
    }
    boolean isDelta = directives.get().isDelta();
    if (starts.isEmpty()) {
      return Optional.of(new RecordingQuery(RecordingQuery.ALL, RecordingQuery.ALL, isDelta));
    }
    Optional<Long> startEpochMs =
        RequestTarget.decoded(starts.get(0)).flatMap(RecordingDirectives::epochMs);
    Optional<Long> durationMs = durations.isEmpty()
        ? Optional.of(RecordingQuery.ALL)
        : milliseconds(durations.get(0)).filter(ms -> ms > 0);
    return startEpochMs.flatMap(
        start -> durationMs.map(duration -> new RecordingQuery(start, duration, isDelta)));
  }

  /** Returns a point in time, from seconds since the epoch or a date and time with its offset. */
  public static Optional<Long> epochMs(String text) {
    Optional<Long> seconds = milliseconds(text);
    if (seconds.isPresent()) {
      return seconds;
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant().toEpochMilli());
    } catch (DateTimeParseException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> milliseconds(String text) {
    return SECONDS.matcher(text).matches()
        ? Optional.of(new BigDecimal(text).movePointRight(MS_DECIMALS).longValue())
        : Optional.empty();
  }
}
