package dev.sluice.packager;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import io.lindstrom.mpd.MPDParser;
import io.lindstrom.mpd.data.MPD;
import io.lindstrom.mpd.data.Period;
import io.lindstrom.mpd.data.Representation;
import io.lindstrom.mpd.data.Segment;
import io.lindstrom.mpd.data.SegmentTemplate;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A manifest, read by an independent reader and held against what ISO/IEC 23009-1 asks of any, and of one that follows
 * another.
 *
 * @param periods by id, oldest first
 */
record DashManifest(MPD mpd, NavigableMap<Long, ListedPeriod> periods) {
  private static final double MS_PER_SECOND = 1_000;
  /** The reader is older than ServiceDescription. */
  private static final MPDParser PARSER = new MPDParser(MPDParser.defaultObjectMapper()
      .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false));

  /** A period with its tracks by name. */
  record ListedPeriod(long startEpochMs, Map<String, ListedTrack> tracks) {}

  /**
   * A representation with its segments by number.
   *
   * @param offset presentationTimeOffset
   */
  record ListedTrack(
      String init, long timescale, long offset, NavigableMap<Long, ListedSegment> segments) {}

  /** A segment with its times in ticks of its track, and when it happened. */
  record ListedSegment(long time, long duration, double epochMs) {}

  static DashManifest parse(String text) {
    try {
      MPD mpd = PARSER.parse(text);
      NavigableMap<Long, ListedPeriod> periods = new TreeMap<>();
      mpd.getPeriods()
          .forEach(period -> periods.put(Long.valueOf(period.getId()), of(mpd, period)));
      DashManifest manifest = new DashManifest(mpd, periods);
      manifest.check();
      return manifest;
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  long availabilityStartEpochMs() {
    return startEpochMs(mpd);
  }

  /** Returns a track of the last period. */
  ListedTrack track(String name) {
    return periods.lastEntry().getValue().tracks().get(name);
  }

  /** Returns all segments of a track. */
  NavigableMap<Long, ListedSegment> segments(String track) {
    NavigableMap<Long, ListedSegment> all = new TreeMap<>();
    periods.values().stream()
        .filter(period -> period.tracks().containsKey(track))
        .forEach(period -> all.putAll(period.tracks().get(track).segments()));
    return all;
  }

  /** Checks that nothing has changed that the former version declared; its newest segment was a guess. */
  void checkFollows(DashManifest former) {
    assertThat(mpd.getAvailabilityStartTime()).isEqualTo(former.mpd.getAvailabilityStartTime());
    assertThat(mpd.getPublishTime()).isAfterOrEqualTo(former.mpd.getPublishTime());
    assertThat(mpd.getMaxSegmentDuration()).isEqualTo(former.mpd.getMaxSegmentDuration());
    former.periods.forEach((id, before) -> {
      ListedPeriod after = periods.get(id);
      if (after != null) {
        assertThat(after.startEpochMs()).as("start of %d", id).isEqualTo(before.startEpochMs());
        before.tracks().forEach((name, track) -> checkFollows(after.tracks().get(name), track));
      }
    });
  }

  private static void checkFollows(ListedTrack after, ListedTrack before) {
    if (after == null) {
      return; // nothing of it is listed any more
    }
    assertThat(after.init()).isEqualTo(before.init());
    assertThat(after.offset()).isEqualTo(before.offset());
    before.segments().headMap(before.segments().lastKey()).forEach((number, segment) -> {
      if (number >= after.segments().firstKey()) {
        assertThat(after.segments().get(number)).as("segment %d", number).isEqualTo(segment);
      }
    });
    ListedSegment newest = before.segments().lastEntry().getValue();
    ListedSegment known = after.segments().get(before.segments().lastKey());
    if (known != null) {
      assertThat(known.time()).isEqualTo(newest.time());
    }
  }

  private void check() {
    Duration longest = mpd.getMaxSegmentDuration();
    for (ListedPeriod period : periods.values()) {
      for (ListedTrack track : period.tracks().values()) {
        long end = track.segments().firstEntry().getValue().time();
        for (ListedSegment segment : track.segments().values()) {
          assertThat(segment.time()).as("@t").isEqualTo(end);
          assertThat(segment.duration() * MS_PER_SECOND / track.timescale())
              .isLessThanOrEqualTo(longest.toMillis());
          end = segment.time() + segment.duration();
        }
      }
    }
    long last = Long.MIN_VALUE;
    for (ListedPeriod period : periods.values()) {
      assertThat(period.startEpochMs()).isGreaterThan(last);
      last = period.startEpochMs();
    }
  }

  private static ListedPeriod of(MPD mpd, Period period) {
    long startEpochMs = startEpochMs(mpd) + period.getStart().toMillis();
    Map<String, ListedTrack> tracks = new TreeMap<>();
    period.getAdaptationSets().stream()
        .flatMap(set -> set.getRepresentations().stream())
        .forEach(track -> tracks.put(track.getId(), of(startEpochMs, track)));
    return new ListedPeriod(startEpochMs, tracks);
  }

  private static ListedTrack of(long startEpochMs, Representation track) {
    SegmentTemplate template = track.getSegmentTemplate();
    NavigableMap<Long, ListedSegment> segments = new TreeMap<>();
    long number = template.getStartNumber();
    for (Segment run : template.getSegmentTimeline()) {
      long repeats = run.getR() == null ? 0 : run.getR();
      for (long i = 0; i <= repeats; i++) {
        long time = run.getT() + i * run.getD();
        double offsetMs =
            (time - template.getPresentationTimeOffset()) * MS_PER_SECOND / template.getTimescale();
        segments.put(number++, new ListedSegment(time, run.getD(), startEpochMs + offsetMs));
      }
    }
    return new ListedTrack(
        template.getInitialization(),
        template.getTimescale(),
        template.getPresentationTimeOffset(),
        segments);
  }

  private static long startEpochMs(MPD mpd) {
    return mpd.getAvailabilityStartTime().toInstant().toEpochMilli();
  }
}
