package dev.sluice.packager.dash;

import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.TrackFormat;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.hls.CmafUris;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The text of manifests: a pure function of a snapshot. */
public final class ManifestText {
  /** Where clients learn the time (DASH-IF IOP §4.7); without it some ask a public server. */
  private static final String TIME_URI = "/time";

  private static final String PROFILES =
      "urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019";
  private static final long MS_PER_SECOND = 1_000;
  private static final long TARGET_LATENCY_MIN_MS = 1_200;
  private static final int PARTS_TO_TARGET = 6;
  private static final int PARTS_BUFFERED = 3;
  private static final int TARGETS_BEHIND_MAX = 3;
  private static final long UPDATE_PERIOD_MS = 500;

  private ManifestText() {}

  /** Returns the manifest. */
  public static String of(ManifestSnapshot snapshot) {
    StringBuilder text = new StringBuilder(4_096);
    text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    appendRoot(text, snapshot);
    appendServiceDescription(text, snapshot.timing());
    for (ManifestPeriod period : snapshot.periods()) {
      appendPeriod(text, snapshot, period);
    }
    text.append("  <UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:http-xsdate:2014\" value=\"")
        .append(TIME_URI)
        .append("\"/>\n</MPD>\n");
    return text.toString();
  }

  private static void appendRoot(StringBuilder text, ManifestSnapshot snapshot) {
    ManifestTiming timing = snapshot.timing();
    text.append("<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"");
    append(text, " profiles", PROFILES);
    append(text, " type", "dynamic");
    append(text, " availabilityStartTime", dateTime(timing.availabilityStartEpochMs()));
    append(text, " publishTime", dateTime(snapshot.publishEpochMs()));
    if (snapshot.isEnded()) {
      append(
          text,
          " mediaPresentationDuration",
          duration(snapshot.publishEpochMs() - timing.availabilityStartEpochMs()));
    } else {
      append(text, " minimumUpdatePeriod", duration(UPDATE_PERIOD_MS));
    }
    append(text, " timeShiftBufferDepth", duration(snapshot.depthMs()));
    append(text, " suggestedPresentationDelay", duration(maxLatencyMs(timing)));
    append(text, " maxSegmentDuration", duration(timing.maxSegmentMs()));
    append(text, " minBufferTime", duration(PARTS_BUFFERED * timing.partTargetMs()));
    text.append(">\n");
  }

  private static void appendServiceDescription(StringBuilder text, ManifestTiming timing) {
    long parts = timing.partTargetMs();
    text.append("  <ServiceDescription id=\"0\">\n    <Latency");
    append(text, " target", Math.max(TARGET_LATENCY_MIN_MS, PARTS_TO_TARGET * parts));
    append(text, " min", PARTS_BUFFERED * parts);
    append(text, " max", maxLatencyMs(timing));
    text.append("/>\n    <PlaybackRate min=\"0.96\" max=\"1.04\"/>\n  </ServiceDescription>\n");
  }

  /**
   * Players without low latency begin so far behind the edge; and Shaka (5.2), which takes the end of the last segment of a
   * timeline for the edge, though that one still grows.
   */
  private static long maxLatencyMs(ManifestTiming timing) {
    return TARGETS_BEHIND_MAX * timing.targetDurationSeconds() * MS_PER_SECOND;
  }

  private static void appendPeriod(
      StringBuilder text, ManifestSnapshot snapshot, ManifestPeriod period) {
    ManifestTiming timing = snapshot.timing();
    boolean hasSap = snapshot.hasIndependentSegments();
    text.append("  <Period");
    append(text, " id", period.mediaSequence());
    append(text, " start", duration(period.startEpochMs() - timing.availabilityStartEpochMs()));
    text.append(">\n");
    appendSet(text, timing, "video", hasSap, tracks(period, VideoFormat.class));
    appendSet(text, timing, "audio", /* hasSap= */ true, tracks(period, AudioFormat.class));
    text.append("  </Period>\n");
  }

  private static Stream<ManifestTrack> tracks(
      ManifestPeriod period, Class<? extends TrackFormat> kind) {
    return period.tracks().stream().filter(track -> kind.isInstance(track.format()));
  }

  /** Without a stream access point at the start of each segment, startWithSAP is left out (ISO/IEC 23009-1 §5.3.7.2). */
  private static void appendSet(
      StringBuilder text,
      ManifestTiming timing,
      String kind,
      boolean hasSap,
      Stream<ManifestTrack> members) {
    List<ManifestTrack> tracks = members.toList();
    if (tracks.isEmpty()) {
      return;
    }
    text.append("    <AdaptationSet");
    append(text, " id", kind.equals("video") ? 0 : 1);
    append(text, " contentType", kind);
    append(text, " mimeType", kind + "/mp4");
    text.append(" segmentAlignment=\"true\"").append(hasSap ? " startWithSAP=\"1\">\n" : ">\n");
    for (ManifestTrack track : tracks) {
      appendRepresentation(text, timing, track);
    }
    text.append("    </AdaptationSet>\n");
  }

  private static void appendRepresentation(
      StringBuilder text, ManifestTiming timing, ManifestTrack track) {
    text.append("      <Representation");
    append(text, " id", track.name());
    append(text, " bandwidth", track.bandwidth());
    append(text, " codecs", track.codecs());
    if (track.format() instanceof VideoFormat video) {
      append(text, " width", video.width());
      append(text, " height", video.height());
      if (video.frameRate().numerator() > 0) {
        append(
            text,
            " frameRate",
            video.frameRate().numerator() + "/" + video.frameRate().denominator());
      }
      text.append(">\n");
    } else if (track.format() instanceof AudioFormat audio) {
      append(text, " audioSamplingRate", audio.sampleRate());
      text.append(">\n        <AudioChannelConfiguration");
      append(text, " schemeIdUri", "urn:mpeg:dash:23003:3:audio_channel_configuration:2011");
      append(text, " value", audio.channelCount());
      text.append("/>\n");
    }
    appendTemplate(text, timing, track);
    text.append("      </Representation>\n");
  }

  /** A segment may be asked for when its first chunk is there (ISO/IEC 23009-1 §5.3.9.5.3). */
  private static void appendTemplate(
      StringBuilder text, ManifestTiming timing, ManifestTrack track) {
    List<ManifestSegment> segments = track.segments();
    long lastMs = segments.get(segments.size() - 1).duration() * MS_PER_SECOND / track.timescale();
    text.append("        <SegmentTemplate");
    append(text, " timescale", track.timescale());
    append(text, " presentationTimeOffset", track.presentationTimeOffset());
    append(text, " availabilityTimeOffset", seconds(Math.max(0, lastMs - timing.partTargetMs())));
    append(text, " availabilityTimeComplete", "false");
    append(text, " initialization", track.init());
    append(text, " media", CmafUris.segmentTemplate(track.name()));
    append(text, " startNumber", segments.get(0).mediaSequence());
    text.append(">\n          <SegmentTimeline>\n");
    appendTimeline(text, segments);
    text.append("          </SegmentTimeline>\n        </SegmentTemplate>\n");
  }

  private static void appendTimeline(StringBuilder text, List<ManifestSegment> segments) {
    int i = 0;
    while (i < segments.size()) {
      ManifestSegment first = segments.get(i);
      int next = i + 1;
      while (next < segments.size()
          && segments.get(next).duration() == first.duration()
          && segments.get(next).time() == first.time() + (next - i) * first.duration()) {
        next++;
      }
      text.append("            <S");
      append(text, " t", first.time());
      append(text, " d", first.duration());
      if (next - i > 1) {
        append(text, " r", next - i - 1L);
      }
      text.append("/>\n");
      i = next;
    }
  }

  private static void append(StringBuilder text, String attribute, String value) {
    text.append(attribute).append("=\"").append(value).append('"');
  }

  private static void append(StringBuilder text, String attribute, long value) {
    text.append(attribute).append("=\"").append(value).append('"');
  }

  private static String dateTime(long epochMs) {
    return Instant.ofEpochMilli(epochMs).toString();
  }

  private static String duration(long ms) {
    return "PT" + seconds(ms) + "S";
  }

  private static String seconds(long ms) {
    // The fourth digit keeps the zeros in front of the three that count.
    String fraction = Long.toString(MS_PER_SECOND + ms % MS_PER_SECOND).substring(1);
    return ms / MS_PER_SECOND + "." + fraction;
  }
}
