package dev.sluice.packager.hls;

import dev.sluice.origin.live.SegmentEntry;
import java.util.List;

/** The text of media playlists with parts: a pure function of a snapshot. */
public final class LowLatencyText {
  /** EXT-X-SKIP needs 9 (rfc8216bis §8), and nothing here needs more. */
  private static final String HEADER = "#EXTM3U\n#EXT-X-VERSION:9\n";

  private static final long TICKS_PER_MS = 90;
  private static final int MS_DECIMALS = 3;
  private static final int SEGMENT_TEXT_LENGTH = 160;
  private static final int PARTS_TEXT_LENGTH = 6_000;
  private static final String NO_MAP = "";

  private LowLatencyText() {}

  /** Returns the whole playlist. */
  public static String of(LowLatencySnapshot snapshot) {
    return of(snapshot, /* skippedCount= */ 0);
  }

  /** Returns the delta update, which leaves out {@link LowLatencySnapshot#skippableCount()} segments (rfc8216bis §6.2.5.1). */
  public static String deltaOf(LowLatencySnapshot snapshot) {
    return of(snapshot, snapshot.skippableCount());
  }

  private static String of(LowLatencySnapshot snapshot, int skippedCount) {
    List<PartedSegment> segments = snapshot.segments();
    StringBuilder text = new StringBuilder(
        SEGMENT_TEXT_LENGTH * (segments.size() - skippedCount) + PARTS_TEXT_LENGTH);
    appendHead(text, snapshot);
    if (skippedCount > 0) {
      TagText.appendNumber(text, "#EXT-X-SKIP:SKIPPED-SEGMENTS=", skippedCount);
    }
    int firstParted = snapshot.firstParted();
    String map = NO_MAP;
    for (int i = skippedCount; i < segments.size(); i++) {
      appendSegment(text, segments.get(i), map, /* hasParts= */ i >= firstParted);
      map = segments.get(i).map();
    }
    if (snapshot.growing().isPresent()) {
      appendGrowing(text, snapshot.growing().get(), map);
      snapshot.reports().forEach(report -> appendReport(text, report));
    } else {
      text.append(TagText.END_LIST);
    }
    return text.toString();
  }

  private static void appendHead(StringBuilder text, LowLatencySnapshot snapshot) {
    LowLatencyRules rules = snapshot.rules();
    text.append(HEADER);
    if (snapshot.hasIndependentSegments()) {
      text.append(TagText.INDEPENDENT_SEGMENTS);
    }
    TagText.appendNumber(text, "#EXT-X-TARGETDURATION:", rules.targetDurationSeconds());
    text.append("#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=");
    appendMs(text, rules.partHoldBack90k());
    text.append(",HOLD-BACK=");
    appendMs(text, rules.holdBack90k());
    text.append(",CAN-SKIP-UNTIL=");
    appendMs(text, rules.skipUntil90k());
    text.append("\n#EXT-X-PART-INF:PART-TARGET=");
    appendMs(text, rules.partTarget90k());
    text.append('\n');
    TagText.appendNumber(text, "#EXT-X-MEDIA-SEQUENCE:", snapshot.mediaSequence());
    TagText.appendNumber(text, "#EXT-X-DISCONTINUITY-SEQUENCE:", snapshot.discontinuitySequence());
  }

  private static void appendSegment(
      StringBuilder text, PartedSegment segment, String formerMap, boolean hasParts) {
    SegmentEntry entry = segment.entry();
    appendSegmentHead(text, entry.isDiscontinuity(), segment.map(), formerMap);
    TagText.appendDateTime(text, entry.programDateTimeEpochMs());
    if (hasParts) {
      segment.parts().forEach(part -> appendPart(text, part, entry.key()));
    }
    text.append("#EXTINF:");
    TagText.appendSeconds(text, entry.duration90k());
    text.append(entry.isGap() ? ",\n#EXT-X-GAP\n" : ",\n");
    TagText.appendName(text, entry.key());
    text.append('\n');
  }

  /** The tags of a segment stand before its first part (rfc8216bis §4.4.4.9). */
  private static void appendGrowing(StringBuilder text, GrowingSegment segment, String formerMap) {
    if (!segment.parts().isEmpty()) {
      appendSegmentHead(text, segment.isDiscontinuity(), segment.map(), formerMap);
      TagText.appendDateTime(text, segment.programDateTimeEpochMs());
      segment.parts().forEach(part -> appendPart(text, part, segment.uri()));
    }
    text.append("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"")
        .append(segment.hint().uri())
        .append("\",BYTERANGE-START=")
        .append(segment.hint().offset())
        .append('\n');
  }

  private static void appendSegmentHead(
      StringBuilder text, boolean isDiscontinuity, String map, String formerMap) {
    if (isDiscontinuity) {
      text.append(TagText.DISCONTINUITY);
    }
    if (!map.equals(formerMap)) {
      text.append("#EXT-X-MAP:URI=\"").append(map).append("\"\n");
    }
  }

  private static void appendPart(StringBuilder text, PartEntry part, String segment) {
    text.append("#EXT-X-PART:DURATION=");
    TagText.appendSeconds(text, part.duration90k());
    text.append(",URI=\"");
    TagText.appendName(text, segment);
    text.append("\",BYTERANGE=\"").append(part.length()).append('@').append(part.offset());
    text.append(part.isIndependent() ? "\",INDEPENDENT=YES\n" : "\"\n");
  }

  private static void appendReport(StringBuilder text, RenditionReport report) {
    text.append("#EXT-X-RENDITION-REPORT:URI=\"").append(report.uri());
    text.append("\",LAST-MSN=").append(report.lastMediaSequence());
    text.append(",LAST-PART=").append(report.lastPartIndex()).append('\n');
  }

  /** Whole milliseconds, which announced durations are. */
  private static void appendMs(StringBuilder text, long duration90k) {
    TagText.appendDecimal(text, duration90k / TICKS_PER_MS, MS_DECIMALS);
  }
}
