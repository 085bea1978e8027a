package dev.sluice.packager;

import dev.sluice.origin.live.SegmentEntry;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.TrackFormat;
import dev.sluice.packager.dash.ManifestPeriod;
import dev.sluice.packager.dash.ManifestSegment;
import dev.sluice.packager.dash.ManifestSnapshot;
import dev.sluice.packager.dash.ManifestText;
import dev.sluice.packager.dash.ManifestTiming;
import dev.sluice.packager.dash.ManifestTrack;
import dev.sluice.packager.hls.CmafUris;
import dev.sluice.packager.hls.PartedSegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The DASH manifest over the segments that the media playlists list. Wherever one of them has a discontinuity, a period
 * begins for all.
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
final class CmafManifest {
  private static final long TICKS_PER_SECOND = 90_000;
  private static final int TICKS_PER_MS = 90;

  private final CmafChannel channel;
  private final ArrayDeque<PeriodStart> periods = new ArrayDeque<>();

  private long startEpochMs; // of the first segment ever
  private boolean isListed;

  CmafManifest(CmafChannel channel) {
    this.channel = channel;
  }

  /** Takes note of a segment that is listed from now on. */
  void onSegment(SegmentStart start) {
    if (periods.isEmpty()) {
      startEpochMs = start.epochMs();
    }
    if (periods.isEmpty()
        || (start.isDiscontinuity() && start.mediaSequence() > periods.getLast().mediaSequence())) {
      periods.addLast(new PeriodStart(start.mediaSequence(), start.epochMs(), start.start90k()));
    }
  }

  /** Renders what the tracks list, and stores it. */
  void publish(List<CmafTrack> tracks, boolean isEnded) {
    long firstSequence = Long.MAX_VALUE;
    long depthMs = 0;
    for (CmafTrack track : tracks) {
      firstSequence = Math.min(firstSequence, track.playlist().firstMediaSequence());
      depthMs = Math.max(depthMs, track.playlist().durationMs());
    }
    forgetBefore(firstSequence);
    List<ManifestPeriod> listed = new ArrayList<>();
    PeriodStart[] starts = periods.toArray(PeriodStart[]::new);
    for (int i = 0; i < starts.length; i++) {
      long endSequence = i + 1 < starts.length ? starts[i + 1].mediaSequence() : Long.MAX_VALUE;
      boolean isNewest = i + 1 == starts.length && !listed.isEmpty();
      ManifestPeriod period = period(starts[i], endSequence, tracks, isEnded);
      if (!period.tracks().isEmpty() && (!isNewest || isComplete(starts[i], tracks))) {
        listed.add(period);
      }
    }
    ManifestTiming timing = new ManifestTiming(
        startEpochMs,
        channel.plan().targetDurationSeconds(),
        channel.partTarget90k() / TICKS_PER_MS);
    channel.publishManifest(ManifestText.of(new ManifestSnapshot(
        timing,
        endEpochMs(tracks),
        depthMs,
        isEnded,
        channel.plan().hasIndependentSegments(),
        listed)));
    isListed = true;
  }

  /** Takes the manifest away. */
  void close() {
    if (isListed) {
      channel.context().namespace().remove(channel.key(CmafUris.MANIFEST));
    }
  }

  /** Lets go of the periods of which nothing is listed, but for the last. */
  private void forgetBefore(long firstSequence) {
    while (periods.size() > 1) {
      PeriodStart first = periods.removeFirst();
      if (periods.getFirst().mediaSequence() > firstSequence) {
        periods.addFirst(first);
        return;
      }
    }
  }

  /**
   * A player may set a period up from the first version that has it: all tracks that go on have a segment in it by then, or
   * one is ahead of the others by more.
   */
  private static boolean isComplete(PeriodStart start, List<CmafTrack> tracks) {
    return tracks.stream()
            .filter(CmafTrack::isOpen)
            .allMatch(track -> track.playlist().lastMediaSequence() >= start.mediaSequence())
        || tracks.stream()
            .anyMatch(track -> track.playlist().lastMediaSequence() > start.mediaSequence());
  }

  private static ManifestPeriod period(
      PeriodStart start, long endSequence, List<CmafTrack> tracks, boolean isEnded) {
    List<ManifestTrack> listed = new ArrayList<>();
    for (CmafTrack track : tracks) {
      track(start, endSequence, track, isEnded).ifPresent(listed::add);
    }
    return new ManifestPeriod(start.mediaSequence(), start.epochMs(), listed);
  }

  private static Optional<ManifestTrack> track(
      PeriodStart start, long endSequence, CmafTrack track, boolean isEnded) {
    List<ManifestSegment> segments = new ArrayList<>();
    String map = "";
    boolean hasLast = false;
    for (PartedSegment segment : track.playlist().segments()) {
      SegmentEntry entry = segment.entry();
      boolean isWithin =
          entry.mediaSequence() >= start.mediaSequence() && entry.mediaSequence() < endSequence;
      boolean isLeadingGap = entry.isGap() && segments.isEmpty();
      if (isWithin && !isLeadingGap) {
        segments.add(listed(segment, segments, timescale(track.formatOf(segment.map()))));
        map = entry.isGap() ? map : segment.map();
        hasLast = entry.mediaSequence() == track.playlist().lastMediaSequence();
      }
    }
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    if (hasLast && track.isContinued() && !isEnded) {
      ManifestSegment last = segments.get(segments.size() - 1);
      segments.add(new ManifestSegment(
          last.mediaSequence() + 1, last.time() + last.duration(), last.duration()));
    }
    TrackFormat format = track.formatOf(map);
    return Optional.of(new ManifestTrack(
        track.name(),
        format,
        track.codecsOf(map),
        track.playlist().variant().bandwidth(),
        map,
        timescale(format),
        Math.floorDiv(start.start90k() * timescale(format), TICKS_PER_SECOND),
        segments));
  }

  /** A gap lasts from the segment before for as long as its entry says. */
  private static ManifestSegment listed(
      PartedSegment segment, List<ManifestSegment> before, int timescale) {
    SegmentEntry entry = segment.entry();
    if (!entry.isGap()) {
      return new ManifestSegment(
          entry.mediaSequence(), segment.mediaTime(), Math.max(1, segment.mediaDuration()));
    }
    ManifestSegment last = before.get(before.size() - 1);
    return new ManifestSegment(
        entry.mediaSequence(),
        last.time() + last.duration(),
        entry.duration90k() * timescale / TICKS_PER_SECOND);
  }

  private static int timescale(TrackFormat format) {
    return format instanceof AudioFormat audio ? audio.sampleRate() : (int) TICKS_PER_SECOND;
  }

  private static long endEpochMs(List<CmafTrack> tracks) {
    long endEpochMs = 0;
    for (CmafTrack track : tracks) {
      List<PartedSegment> segments = track.playlist().segments();
      SegmentEntry last = segments.get(segments.size() - 1).entry();
      endEpochMs =
          Math.max(endEpochMs, last.programDateTimeEpochMs() + last.duration90k() / TICKS_PER_MS);
    }
    return endEpochMs;
  }

  /**
   * Where a period begins, in every track.
   *
   * @param mediaSequence number of its first segment
   */
  private record PeriodStart(long mediaSequence, long epochMs, long start90k) {}
}
