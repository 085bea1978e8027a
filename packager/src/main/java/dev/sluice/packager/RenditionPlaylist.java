package dev.sluice.packager;

import dev.sluice.origin.live.LiveEdge;
import dev.sluice.origin.live.RenditionWindow;
import dev.sluice.origin.live.SegmentEntry;
import dev.sluice.origin.live.WindowSnapshot;
import dev.sluice.origin.live.WindowSpec;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.FrameRate;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.hls.BandwidthMeter;
import dev.sluice.packager.hls.MediaPlaylistSnapshot;
import dev.sluice.packager.hls.PlaylistPublisher;
import dev.sluice.packager.hls.PlaylistUris;
import dev.sluice.packager.hls.Variant;
import dev.sluice.packager.segment.SegmentPlan;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one rendition lists, and what the multivariant playlist says of it.
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
final class RenditionPlaylist {
  /** What a cache may need beyond what RFC 8216 §6.2.2 grants a segment that has left the list. */
  private static final long EXTRA_TTL_MS = 10_000;
  /** A stream's own word for its frame rate is taken if the media bears it out. */
  private static final double FRAME_RATE_TOLERANCE = 0.02;

  private static final double TICKS_PER_SECOND = 90_000;
  private static final int TICKS_PER_MS = 90;

  private final PackagerContext context;
  private final SegmentPlan plan;
  private final PlaylistPublisher publisher;
  private final String channel;
  private final String rendition;
  private final String key;
  private final BandwidthMeter meter = new BandwidthMeter();
  private final LiveEdge edge = new LiveEdge();

  private RenditionWindow window; // null until the first segment is closed
  private WindowSnapshot listed;
  private Optional<VideoFormat> video = Optional.empty();
  private Optional<AudioFormat> audio = Optional.empty();
  private double frameRate;
  private boolean areTracksNew;
  private boolean isEnded;

  RenditionPlaylist(
      PackagerContext context,
      SegmentPlan plan,
      PlaylistPublisher publisher,
      String channel,
      String rendition) {
    this.context = context;
    this.plan = plan;
    this.publisher = publisher;
    this.channel = channel;
    this.rendition = rendition;
    this.key = channel + "/" + PlaylistUris.media(rendition);
  }

  /** Sets what the segments from the next one on carry. */
  void tracks(Optional<VideoFormat> nextVideo, Optional<AudioFormat> nextAudio) {
    video = nextVideo;
    audio = nextAudio;
    areTracksNew = true;
  }

  /**
   * Lists a segment that the store has whole.
   *
   * @param frameCount pictures in it
   * @return whether the multivariant playlist has to say something else
   */
  boolean append(SegmentEntry entry, long length, int frameCount) {
    if (window == null) {
      WindowSpec spec =
          new WindowSpec(context.playlistSegments(), plan.targetDurationSeconds(), EXTRA_TTL_MS);
      window = new RenditionWindow(
          context.namespace(), spec, entry.mediaSequence(), breaksBefore(entry));
    }
    listed = window.append(bridgeTo(entry));
    publish();
    edge.publish(entry.mediaSequence(), LiveEdge.WHOLE_SEGMENT);
    boolean isVariantNew =
        meter.onSegment(length, entry.duration90k(), plan.targetDurationSeconds());
    double measured = frameCount * TICKS_PER_SECOND / entry.duration90k();
    // FRAME-RATE is the maximum (rfc8216bis §4.4.6.2): a first segment that lacks pictures does not
    // settle it.
    if (areTracksNew || measured > frameRate * (1 + FRAME_RATE_TOLERANCE)) {
      frameRate = frameRate(measured);
      areTracksNew = false;
      isVariantNew = true;
    }
    return isVariantNew;
  }

  /**
   * Lists what the other renditions have and this one missed, so that a number means the same media in all of them
   * (rfc8216bis §6.2.4); starts over if that is too much. Returns the entry as it then follows.
   */
  private SegmentEntry bridgeTo(SegmentEntry entry) {
    long missingFrom = window.nextMediaSequence();
    if (missingFrom == entry.mediaSequence()) {
      return entry;
    }
    if (!plan.isRemembered(missingFrom - 1)
        || entry.mediaSequence() - missingFrom >= context.playlistSegments()) {
      window.startOver(entry.mediaSequence(), breaksBefore(entry));
      return entry;
    }
    long aheadMs = 0;
    for (long number = missingFrom; number < entry.mediaSequence(); number++) {
      aheadMs += plan.duration90k(number) / TICKS_PER_MS;
    }
    for (long number = missingFrom; number < entry.mediaSequence(); number++) {
      window.append(new SegmentEntry(
          number,
          channel + "/" + PlaylistUris.segment(rendition, number),
          plan.duration90k(number),
          entry.programDateTimeEpochMs() - aheadMs,
          plan.breakCount(number) != plan.breakCount(number - 1),
          /* isGap= */ true));
      aheadMs -= plan.duration90k(number) / TICKS_PER_MS;
    }
    long breakCount = plan.breakCount(entry.mediaSequence());
    boolean isBreakListed = breakCount != plan.breakCount(missingFrom - 1)
        && breakCount == plan.breakCount(entry.mediaSequence() - 1);
    return new SegmentEntry(
        entry.mediaSequence(),
        entry.key(),
        entry.duration90k(),
        entry.programDateTimeEpochMs(),
        entry.isDiscontinuity() && !isBreakListed);
  }

  /** The breaks that the other renditions have listed, but for the one that the entry itself shows. */
  private long breaksBefore(SegmentEntry entry) {
    return plan.breakCount(entry.mediaSequence()) - (entry.isDiscontinuity() ? 1 : 0);
  }

  /** Returns whether there is a segment to play. */
  boolean isListed() {
    return window != null;
  }

  /** Returns how many segments the playlist lists. */
  int segmentCount() {
    return isListed() ? listed.segments().size() : 0;
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
      window.end(/* listedMs= */ 0);
    }
  }

  /** Returns the rendition's entry of the multivariant playlist. */
  Variant variant() {
    String codecs = Stream.concat(
            video.map(VideoFormat::codecs).stream(), audio.map(AudioFormat::codecs).stream())
        .collect(Collectors.joining(","));
    return new Variant(
        PlaylistUris.media(rendition),
        meter.bandwidth(),
        meter.averageBandwidth(),
        codecs,
        video.map(VideoFormat::width).orElse(0),
        video.map(VideoFormat::height).orElse(0),
        frameRate);
  }

  private void publish() {
    publisher.publish(
        key,
        new MediaPlaylistSnapshot(
            plan.targetDurationSeconds(), plan.hasIndependentSegments(), isEnded, listed));
  }

  private double frameRate(double measured) {
    double stated = video.map(VideoFormat::frameRate).orElse(FrameRate.UNKNOWN).value();
    return Math.abs(stated - measured) <= measured * FRAME_RATE_TOLERANCE ? stated : measured;
  }
}
