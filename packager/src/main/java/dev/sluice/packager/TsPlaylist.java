package dev.sluice.packager;

import dev.sluice.origin.live.SegmentEntry;
import dev.sluice.origin.live.dvr.PlaylistTerms;
import dev.sluice.origin.live.dvr.RecordedPlaylist;
import dev.sluice.origin.live.dvr.RecordedSegment;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.hls.MediaPlaylistSnapshot;
import dev.sluice.packager.hls.PlaylistPublisher;
import dev.sluice.packager.hls.PlaylistUris;
import dev.sluice.packager.hls.Variant;
import dev.sluice.packager.segment.SegmentPlan;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one rendition lists of its transport stream segments, and what the multivariant playlist says of it.
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
final class TsPlaylist {
  private static final String NO_MAP = "";

  private final PackagerContext context;
  private final SegmentPlan plan;
  private final PlaylistPublisher publisher;
  private final String rendition;
  private final String key;
  private final ListedSegments segments;
  private final Optional<RecordedPlaylist> recorded;
  private final VariantMeter meter = new VariantMeter();

  private boolean isEnded;

  TsPlaylist(
      PackagerContext context,
      SegmentPlan plan,
      PlaylistPublisher publisher,
      String channel,
      String rendition,
      Optional<RecordedPlaylist> recorded) {
    this.context = context;
    this.plan = plan;
    this.publisher = publisher;
    this.rendition = rendition;
    this.recorded = recorded;
    key = channel + "/" + PlaylistUris.media(rendition);
    segments = new ListedSegments(
        context,
        plan,
        recorded.isPresent() ? context.dvrMs() : 0,
        number -> channel + "/" + PlaylistUris.segment(rendition, number));
  }

  /** Sets what the segments from the next one on carry. */
  void tracks(Optional<VideoFormat> video, Optional<AudioFormat> audio) {
    meter.tracks(
        video,
        Stream.concat(
                video.map(VideoFormat::codecs).stream(), audio.map(AudioFormat::codecs).stream())
            .collect(Collectors.joining(",")));
  }

  /**
   * Lists a segment that the store has whole.
   *
   * @param frameCount pictures in it
   * @return whether the multivariant playlist has to say something else
   */
  boolean append(SegmentStart start, long duration90k, long length, int frameCount) {
    boolean isDiscontinuity = segments.bridgeTo(start);
    SegmentEntry entry = segments.append(start, duration90k, isDiscontinuity);
    publish();
    recorded.ifPresent(playlist -> playlist.append(
        new RecordedSegment(entry, NO_MAP, length, segments.breakCount()),
        new PlaylistTerms(plan.targetDurationSeconds(), plan.hasIndependentSegments())));
    return meter.onSegment(length, duration90k, frameCount, plan.targetDurationSeconds());
  }

  /** Returns whether there is a segment to play. */
  boolean isListed() {
    return segments.isListed();
  }

  /** Returns how many segments the playlist lists. */
  int segmentCount() {
    return segments.segmentCount();
  }

  /** Says that no segment will follow. */
  void end() {
    if (isListed() && !isEnded) {
      isEnded = true;
      publish();
    }
  }

  /** Takes the playlist away and lets its segments go when nobody can need them any more. */
  void close() {
    if (isListed()) {
      context.namespace().remove(key);
      segments.close();
    }
  }

  /** Returns the rendition's entry of the multivariant playlist. */
  Variant variant() {
    return meter.variant(PlaylistUris.media(rendition));
  }

  private void publish() {
    publisher.publish(
        key,
        new MediaPlaylistSnapshot(
            plan.targetDurationSeconds(),
            plan.hasIndependentSegments(),
            isEnded,
            segments.snapshot()));
  }
}
