package dev.sluice.origin.live.dvr;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.origin.live.SegmentEntry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** The pieces of text of which the playlists of a recording are put together. */
final class RecordingText {
  /** EXT-X-SKIP needs 9 (rfc8216bis §8), and nothing here needs more. */
  private static final String HEADER = "#EXTM3U\n#EXT-X-VERSION:9\n";

  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final String URI_ATTRIBUTE = "URI=\"";
  private static final double TICKS_PER_SECOND = 90_000;

  static final byte[] GAP = "#EXT-X-GAP\n".getBytes(UTF_8);
  static final byte[] END_LIST = "#EXT-X-ENDLIST\n".getBytes(UTF_8);

  private RecordingText() {}

  /** Returns what stands before the segments of a playlist. */
  static byte[] head(RecordedWindow window, PlaylistSpan span, int skippedCount) {
    StringBuilder text = new StringBuilder(HEADER);
    if (window.terms().hasIndependentSegments()) {
      text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
    }
    append(text, "#EXT-X-TARGETDURATION:", window.terms().targetDurationSeconds());
    if (span.isFinal()) {
      text.append("#EXT-X-PLAYLIST-TYPE:VOD\n");
    } else {
      append(text, "#EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=", window.terms().skipUntilSeconds());
    }
    append(text, "#EXT-X-MEDIA-SEQUENCE:", span.firstSequence());
    append(
        text, "#EXT-X-DISCONTINUITY-SEQUENCE:", window.discontinuitySequence(span.firstSequence()));
    if (skippedCount > 0) {
      append(text, "#EXT-X-SKIP:SKIPPED-SEGMENTS=", skippedCount);
    }
    ListedEntry first = window.entry(span.firstSequence() + skippedCount);
    if (!first.map().isEmpty() && !first.hasMap()) {
      appendMap(text, first.map());
    }
    return text.toString().getBytes(UTF_8);
  }

  /** Returns the lines of one segment. */
  static byte[] segment(
      SegmentEntry entry, boolean isDiscontinuity, String map, boolean hasMap, String name) {
    StringBuilder text = new StringBuilder();
    if (isDiscontinuity) {
      text.append("#EXT-X-DISCONTINUITY\n");
    }
    if (hasMap) {
      appendMap(text, map);
    }
    text.append("#EXT-X-PROGRAM-DATE-TIME:");
    DATE_TIME.formatTo(Instant.ofEpochMilli(entry.programDateTimeEpochMs()), text);
    // Six decimals: a tick is 11 µs, so that no duration rounds up to the next whole second.
    text.append(
        String.format(Locale.ROOT, "\n#EXTINF:%.6f,\n", entry.duration90k() / TICKS_PER_SECOND));
    if (entry.isGap()) {
      text.append(new String(GAP, UTF_8));
    }
    return text.append(name).append('\n').toString().getBytes(UTF_8);
  }

  /** Returns a multivariant playlist with other URIs. */
  static String withUris(String multivariant, UnaryOperator<String> change) {
    StringBuilder text = new StringBuilder();
    multivariant.lines().forEach(line -> {
      int start = line.startsWith("#") ? line.indexOf(URI_ATTRIBUTE) : 0;
      if (start >= 0 && line.startsWith("#")) {
        int uriStart = start + URI_ATTRIBUTE.length();
        int uriEnd = line.indexOf('"', uriStart);
        text.append(line, 0, uriStart)
            .append(change.apply(line.substring(uriStart, uriEnd)))
            .append(line, uriEnd, line.length());
      } else {
        text.append(start < 0 || line.isEmpty() ? line : change.apply(line));
      }
      text.append('\n');
    });
    return text.toString();
  }

  private static void appendMap(StringBuilder text, String map) {
    text.append("#EXT-X-MAP:URI=\"").append(map).append("\"\n");
  }

  private static void append(StringBuilder text, String tag, long number) {
    text.append(tag).append(number).append('\n');
  }
}
