package dev.sluice.packager.hls;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The pieces of playlists that several kinds of them have. */
final class TagText {
  static final String INDEPENDENT_SEGMENTS = "#EXT-X-INDEPENDENT-SEGMENTS\n";
  static final String DISCONTINUITY = "#EXT-X-DISCONTINUITY\n";
  static final String END_LIST = "#EXT-X-ENDLIST\n";

  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final long TICKS_PER_SECOND = 90_000;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int MICROS_DECIMALS = 6;

  private TagText() {}

  static void appendNumber(StringBuilder text, String tag, long number) {
    text.append(tag).append(number).append('\n');
  }

  static void appendDateTime(StringBuilder text, long epochMs) {
    text.append("#EXT-X-PROGRAM-DATE-TIME:");
    DATE_TIME.formatTo(Instant.ofEpochMilli(epochMs), text);
    text.append('\n');
  }

  /** Six decimals: a tick is 11 µs, so that no duration rounds up to the next whole second and sums keep true. */
  static void appendSeconds(StringBuilder text, long duration90k) {
    appendDecimal(
        text,
        (duration90k * MICROS_PER_SECOND + TICKS_PER_SECOND / 2) / TICKS_PER_SECOND,
        MICROS_DECIMALS);
  }

  static void appendDecimal(StringBuilder text, long scaled, int decimals) {
    String digits = Long.toString(scaled);
    String padded = "0".repeat(Math.max(0, decimals + 1 - digits.length())) + digits;
    int point = padded.length() - decimals;
    text.append(padded, 0, point).append('.').append(padded, point, padded.length());
  }

  /** Appends the name of an object: the playlist stands beside it. */
  static void appendName(StringBuilder text, String key) {
    text.append(key, key.lastIndexOf('/') + 1, key.length());
  }
}
