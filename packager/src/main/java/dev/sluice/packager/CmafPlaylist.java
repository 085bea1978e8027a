package dev.sluice.packager;

import dev.sluice.origin.live.LiveEdge;
import dev.sluice.origin.live.LivePlaylist;
import dev.sluice.origin.live.SegmentEntry;
import dev.sluice.origin.live.WindowSnapshot;
import dev.sluice.origin.live.dvr.PlaylistTerms;
import dev.sluice.origin.live.dvr.RecordedPlaylist;
import dev.sluice.origin.live.dvr.RecordedSegment;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.hls.CmafUris;
import dev.sluice.packager.hls.GrowingSegment;
import dev.sluice.packager.hls.LowLatencyRules;
import dev.sluice.packager.hls.LowLatencySnapshot;
import dev.sluice.packager.hls.PartEntry;
import dev.sluice.packager.hls.PartedSegment;
import dev.sluice.packager.hls.PreloadHint;
import dev.sluice.packager.hls.RenditionReport;
import dev.sluice.packager.hls.Variant;
import dev.sluice.packager.segment.SegmentPlan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one CMAF rendition lists: whole segments, the parts of the last ones and of the one that grows, and where the next
 * part will be. Each version is announced to those that wait for it, and rendered once if there is anybody to read it.
 *
 * <p>Nothing is listed before the first segment is whole: until then the target duration is not known. From then on a
 * segment is listed as whole together with the first part of the next: video.js (8.24) loses its place where there is a hint
 * and no part, and asks for the same version until its cached copy is too old; and hls.js (1.7) takes a whole segment for
 * loaded before it has the last part.
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
final class CmafPlaylist {
  private static final int TICKS_PER_MS = 90;

  // Set at construction.
  private final CmafChannel channel;
  private final String rendition;
  private final String key;
  private final ListedSegments segments;
  private final Optional<RecordedPlaylist> recorded;
  private final VariantMeter meter = new VariantMeter();

  // Since the first segment; null before.
  private LowLatencyRules rules;
  private LivePlaylist live;
  private final ArrayDeque<PartedSegment> parted = new ArrayDeque<>();

  // The growing segment, or the one that is to come.
  private SegmentStart start;
  private String map;
  private boolean isDiscontinuity;
  private final List<PartEntry> parts = new ArrayList<>();
  private boolean isNextExpected;
  private boolean isNextHinted;

  // The last whole segment.
  private long wholeSequence;
  private int wholePartCount;

  // What readers were told of.
  private long reportedSequence;
  private int reportedPartIndex;
  private boolean isEnded;

  CmafPlaylist(CmafChannel channel, String rendition) {
    this.channel = channel;
    this.rendition = rendition;
    recorded = channel.recorded(rendition);
    key = channel.key(CmafUris.media(rendition));
    segments = new ListedSegments(
        channel.context(),
        channel.plan(),
        channel.context().dvrMs(),
        number -> channel.key(CmafUris.segment(rendition, number)));
  }

  /** Sets what the segments from the next one on carry; no video if they carry audio. */
  void track(Optional<VideoFormat> video, String codecs) {
    meter.tracks(video, codecs);
  }

  /**
   * Begins to list a segment whose object is there to be waited for.
   *
   * @param isContinuation whether the segment before it ended with its begin
   */
  void begin(SegmentStart segmentStart, String segmentMap, boolean isContinuation) {
    isDiscontinuity = segments.bridgeTo(segmentStart);
    if (rules != null) {
      relist();
    }
    expect(segmentStart, segmentMap);
    boolean isNext = isContinuation && segmentStart.mediaSequence() == wholeSequence + 1;
    if (!isNext || !isListed()) {
      publish();
    }
  }

  /** Foresees that the growing segment ends with its next part: what is hinted then is the segment after it. */
  void expectNext() {
    isNextExpected = true;
  }

  /** Says that the growing segment has no further part: what is hinted is the segment after it. */
  void hintNext() {
    isNextHinted = true;
  }

  /** Adds a part of the growing segment; it is listed by the next {@link #publish}. */
  void add(PartEntry part) {
    parts.add(part);
    isNextHinted = isNextExpected;
    isNextExpected = false;
  }

  /**
   * Makes the growing segment a whole one; it is listed as such by the next {@link #publish}.
   *
   * @param span where it is on the track's own time
   * @param frameCount pictures in it
   * @return whether the multivariant playlist has to say something else
   */
  boolean commit(long duration90k, MediaSpan span, long length, int frameCount) {
    SegmentEntry entry = segments.append(start, duration90k, isDiscontinuity);
    String segmentMap = map;
    SegmentPlan plan = channel.plan();
    recorded.ifPresent(playlist -> playlist.append(
        new RecordedSegment(entry, segmentMap, length, segments.breakCount()),
        new PlaylistTerms(plan.targetDurationSeconds(), plan.hasIndependentSegments())));
    if (rules == null) {
      rules = new LowLatencyRules(channel.plan().targetDurationSeconds(), channel.partTarget90k());
    }
    parted.addLast(new PartedSegment(entry, map, span.time(), span.duration(), parts));
    relist();
    wholeSequence = start.mediaSequence();
    wholePartCount = parts.size();
    expect(new SegmentStart(wholeSequence + 1, start.timeline(), start.start90k(), false), map);
    return meter.onSegment(length, duration90k, frameCount, rules.targetDurationSeconds());
  }

  /** Offers what is listed, and tells those that wait for it. */
  void publish() {
    if (hasSegments()) {
      offer();
      moveEdge();
    }
  }

  /** Says that no segment will follow. */
  void end() {
    if (isListed() && !isEnded) {
      isEnded = true;
      publish();
      live.bringWhole();
      live.end();
      channel.context().namespace().remove(CmafUris.deltaUpdate(key));
    }
  }

  /** Takes the playlist away and lets its segments go when nobody can need them any more. */
  void close() {
    if (isListed()) {
      live.close();
      channel.context().namespace().remove(key);
      channel.context().namespace().remove(CmafUris.deltaUpdate(key));
      segments.close();
    }
  }

  /** Returns whether there is a playlist to read. */
  boolean isListed() {
    return live != null;
  }

  /** Returns whether a segment is listed: a playlist that starts over has none until the first is whole. */
  boolean hasSegments() {
    return !parted.isEmpty();
  }

  /** Returns how many segments are listed. */
  int segmentCount() {
    return segments.segmentCount();
  }

  /** Returns the number of the first segment that is listed. */
  long firstMediaSequence() {
    return segments.snapshot().mediaSequence();
  }

  /** Returns the number of the last whole segment. */
  long lastMediaSequence() {
    return wholeSequence;
  }

  /** Returns the segments that are listed, oldest first. */
  List<PartedSegment> segments() {
    return List.copyOf(parted);
  }

  /** Returns how long what is listed lasts, in milliseconds. */
  long durationMs() {
    return segments.durationMs();
  }

  /** Returns how far readers know that this playlist has come. */
  RenditionReport report() {
    return new RenditionReport(CmafUris.media(rendition), reportedSequence, reportedPartIndex);
  }

  /** Returns the rendition's entry of the multivariant playlist. */
  Variant variant() {
    return meter.variant(CmafUris.media(rendition));
  }

  private void expect(SegmentStart segmentStart, String segmentMap) {
    start = segmentStart;
    map = segmentMap;
    parts.clear();
    isNextExpected = false;
    isNextHinted = false;
  }

  private void offer() {
    if (live == null) {
      live = channel.context().livePlaylists().open(key);
      live.describe(rules.targetDurationSeconds(), rules.partTarget90k() / TICKS_PER_MS);
    }
    LowLatencySnapshot snapshot = new LowLatencySnapshot(
        rules,
        channel.plan().hasIndependentSegments(),
        segments.snapshot().discontinuitySequence(),
        List.copyOf(parted),
        isEnded ? Optional.empty() : Optional.of(growing()),
        channel.reportsBeside(this));
    live.offer(channel.rendering(key, snapshot));
  }

  private GrowingSegment growing() {
    return new GrowingSegment(
        CmafUris.segment(rendition, start.mediaSequence()),
        map,
        start.epochMs(),
        isDiscontinuity,
        parts,
        isNextHinted
            ? new PreloadHint(CmafUris.segment(rendition, start.mediaSequence() + 1), 0)
            : new PreloadHint(CmafUris.segment(rendition, start.mediaSequence()), partsLength()));
  }

  private long partsLength() {
    PartEntry last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
    return last == null ? 0 : last.offset() + last.length();
  }

  /** Follows the window: lists the gaps that are new, and no more what has left it. */
  private void relist() {
    WindowSnapshot window = segments.snapshot();
    long known =
        parted.isEmpty() ? window.mediaSequence() : parted.getLast().entry().mediaSequence();
    for (SegmentEntry entry : window.segments()) {
      if (entry.isGap() && entry.mediaSequence() > known) {
        parted.addLast(new PartedSegment(
            entry, parted.getLast().map(), /* mediaTime= */ 0, /* mediaDuration= */ 0, List.of()));
      }
    }
    while (!parted.isEmpty()
        && parted.getFirst().entry().mediaSequence() < window.mediaSequence()) {
      parted.removeFirst();
    }
  }

  private void moveEdge() {
    if (!live.hasReached(wholeSequence, LiveEdge.WHOLE_SEGMENT)) {
      announce(wholeSequence, wholePartCount - 1);
      live.publish(wholeSequence, LiveEdge.WHOLE_SEGMENT);
    }
    // A gap is as whole as it will be: who waits for its number has waited long enough.
    SegmentEntry last = parted.getLast().entry();
    if (last.isGap() && !live.hasReached(last.mediaSequence(), LiveEdge.WHOLE_SEGMENT)) {
      live.publish(last.mediaSequence(), LiveEdge.WHOLE_SEGMENT);
    }
    announce(start.mediaSequence(), parts.size() - 1);
  }

  private void announce(long mediaSequence, int partIndex) {
    if (partIndex >= 0 && !live.hasReached(mediaSequence, partIndex)) {
      live.publish(mediaSequence, partIndex);
      reportedSequence = mediaSequence;
      reportedPartIndex = partIndex;
    }
  }
}
