package dev.sluice.packager.hls;

import dev.sluice.origin.live.SegmentEntry;
import dev.sluice.origin.live.WindowSnapshot;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The text of playlists: a pure function of a snapshot. */
public final class PlaylistText {
  /** Decimal EXTINF needs 3 (rfc8216bis §8), and nothing here needs more. */
  private static final String HEADER = "#EXTM3U\n#EXT-X-VERSION:3\n";

  private static final String INDEPENDENT_SEGMENTS = "#EXT-X-INDEPENDENT-SEGMENTS\n";
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final long TICKS_PER_SECOND = 90_000;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int SEGMENT_TEXT_LENGTH = 128;

  private PlaylistText() {}

  /** Returns a media playlist. */
  public static String of(MediaPlaylistSnapshot snapshot) {
    StringBuilder text =
        new StringBuilder(SEGMENT_TEXT_LENGTH * (snapshot.window().segments().size() + 2));
    text.append(HEADER);
    if (snapshot.hasIndependentSegments()) {
      text.append(INDEPENDENT_SEGMENTS);
    }
    text.append("#EXT-X-TARGETDURATION:")
        .append(snapshot.targetDurationSeconds())
        .append('\n');
    WindowSnapshot window = snapshot.window();
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(window.mediaSequence()).append('\n');
    text.append("#EXT-X-DISCONTINUITY-SEQUENCE:")
        .append(window.discontinuitySequence())
        .append('\n');
    for (SegmentEntry segment : window.segments()) {
      appendSegment(text, segment);
    }
    if (snapshot.isEnded()) {
      text.append("#EXT-X-ENDLIST\n");
    }
    return text.toString();
  }

  /** Returns a multivariant playlist. */
  public static String of(MultivariantSnapshot snapshot) {
    StringBuilder text = new StringBuilder();
    text.append(HEADER);
    if (snapshot.hasIndependentSegments()) {
      text.append(INDEPENDENT_SEGMENTS);
    }
    for (Variant variant : snapshot.variants()) {
      appendVariant(text, variant);
    }
    return text.toString();
  }

  private static void appendSegment(StringBuilder text, SegmentEntry segment) {
    if (segment.isDiscontinuity()) {
      text.append("#EXT-X-DISCONTINUITY\n");
    }
    text.append("#EXT-X-PROGRAM-DATE-TIME:");
    DATE_TIME.formatTo(Instant.ofEpochMilli(segment.programDateTimeEpochMs()), text);
    text.append("\n#EXTINF:");
    appendSeconds(text, segment.duration90k());
    text.append(segment.isGap() ? ",\n#EXT-X-GAP\n" : ",\n");
    // The playlist stands beside its segments.
    String key = segment.key();
    text.append(key, key.lastIndexOf('/') + 1, key.length()).append('\n');
  }

  private static void appendVariant(StringBuilder text, Variant variant) {
    text.append("#EXT-X-STREAM-INF:BANDWIDTH=").append(variant.bandwidth());
    text.append(",AVERAGE-BANDWIDTH=").append(variant.averageBandwidth());
    text.append(",CODECS=\"").append(variant.codecs()).append('"');
    if (variant.width() > 0) {
      text.append(",RESOLUTION=").append(variant.width()).append('x').append(variant.height());
    }
    if (variant.frameRate() > 0) {
      text.append(",FRAME-RATE=");
      appendDecimal(text, Math.round(variant.frameRate() * 1_000), 3);
    }
    text.append('\n').append(variant.uri()).append('\n');
  }

  /** Six decimals: a tick is 11 µs, so that no duration rounds up to the next whole second and sums keep true. */
  private static void appendSeconds(StringBuilder text, long duration90k) {
    appendDecimal(
        text, (duration90k * MICROS_PER_SECOND + TICKS_PER_SECOND / 2) / TICKS_PER_SECOND, 6);
  }

  private static void appendDecimal(StringBuilder text, long scaled, int decimals) {
    String digits = Long.toString(scaled);
    String padded = "0".repeat(Math.max(0, decimals + 1 - digits.length())) + digits;
    int point = padded.length() - decimals;
    text.append(padded, 0, point).append('.').append(padded, point, padded.length());
  }
}
