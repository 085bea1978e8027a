package dev.sluice.packager;

import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.TrackFormat;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.hls.PlaylistUris;
import dev.sluice.packager.ring.AccessUnitEvent;
import dev.sluice.packager.ts.TsMuxer;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A rendition as transport stream segments, which readers can follow while they grow, and a media playlist.
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
final class TsRendition implements SegmentOutput {
  private static final Logger LOG = LoggerFactory.getLogger(TsRendition.class);
  private static final String CONTENT_TYPE = "video/mp2t"; // rfc8216bis §3.1.1
  private static final String CACHE_CONTROL = "max-age=3600, immutable";

  // Set at construction.
  private final TsChannel channel;
  private final String rendition;
  private final Namespace namespace;
  private final TsPlaylist playlist;
  private final TsMuxer muxer = new TsMuxer();
  private final UnsafeBuffer view = new UnsafeBuffer(0, 0);

  // What the segments carry.
  private boolean hasVideo = true;
  private boolean hasAudio = true;
  private boolean wasCarrying = true;
  private String leftOut = "";

  // The open segment.
  private SegmentStart start;
  private ObjectWriter object; // null between segments, and while there is nothing to carry
  private boolean hasTables;
  private int frameCount;

  private int expectedLength;

  TsRendition(TsChannel channel, String rendition, Namespace namespace, TsPlaylist playlist) {
    this.channel = channel;
    this.rendition = rendition;
    this.namespace = namespace;
    this.playlist = playlist;
  }

  @Override
  public void tracks(Optional<VideoFormat> video, Optional<AudioFormat> audio) {
    Optional<VideoFormat> carriedVideo = video.filter(TsMuxer::carries);
    Optional<AudioFormat> carriedAudio = audio.filter(TsMuxer::carries);
    hasVideo = carriedVideo.isPresent();
    hasAudio = carriedAudio.isPresent();
    tellLeftOut(video, audio);
    if (isCarrying()) {
      muxer.tracks(carriedVideo, carriedAudio);
      playlist.tracks(carriedVideo, carriedAudio);
    }
    if (wasCarrying != isCarrying()) {
      wasCarrying = isCarrying();
      channel.onOffered();
    }
  }

  /** Returns whether there is anything that a transport stream can carry. */
  boolean isCarrying() {
    return hasVideo || hasAudio;
  }

  private void tellLeftOut(Optional<VideoFormat> video, Optional<AudioFormat> audio) {
    String left = Stream.<TrackFormat>concat(video.stream(), audio.stream())
        .filter(format -> !TsMuxer.carries(format))
        .map(TrackFormat::codecs)
        .collect(Collectors.joining(" and "));
    if (!left.isEmpty() && !left.equals(leftOut)) {
      LOG.warn(
          "{}: transport streams have no place for {}: {}",
          channel.key(rendition),
          left,
          isCarrying() ? "playlist.m3u8 goes without" : "not in playlist.m3u8");
    }
    leftOut = left;
  }

  @Override
  public void begin(SegmentStart segmentStart) {
    start = segmentStart;
    hasTables = false;
    frameCount = 0;
    if (!isCarrying()) {
      return;
    }
    object = namespace.begin(
        channel.key(PlaylistUris.segment(rendition, segmentStart.mediaSequence())),
        new ObjectSpec(
            CONTENT_TYPE,
            CACHE_CONTROL,
            ObjectSpec.Visibility.GROWING,
            ObjectSpec.PINNED,
            expectedLength));
  }

  @Override
  public int write(AccessUnitEvent unit) {
    boolean isVideo = unit.format() instanceof VideoFormat;
    if (isVideo ? !hasVideo : !hasAudio) {
      return 0;
    }
    unit.payload().wrapInto(view);
    int result = isVideo
        ? writeVideo(unit.pts90k(), unit.dts90k(), unit.isRandomAccess())
        : writeAudio(unit.pts90k(), view);
    view.wrap(0, 0);
    return result;
  }

  @Override
  public int writeSilence(long pts90k, AccessUnitPayload frame) {
    if (!hasAudio) {
      return 0;
    }
    frame.wrapInto(view);
    int result = writeAudio(pts90k, view);
    view.wrap(0, 0);
    return result;
  }

  private int writeAudio(long pts90k, UnsafeBuffer frame) {
    int tables = writeTables();
    return tables < 0 ? tables : publish(muxer.writeAudio(object, pts90k, frame));
  }

  private int writeVideo(long pts90k, long dts90k, boolean isRandomAccess) {
    int tables = writeTables();
    if (tables < 0) {
      return tables;
    }
    int result = publish(muxer.writeVideo(object, pts90k, dts90k, isRandomAccess, view));
    frameCount += result < 0 ? 0 : 1;
    return result;
  }

  private int writeTables() {
    int result = hasTables ? 0 : muxer.beginSegment(object, start.isDiscontinuity());
    hasTables |= result >= 0;
    return result;
  }

  private int publish(int result) {
    if (result >= 0) {
      object.publish();
    }
    return result;
  }

  @Override
  public boolean isRetractable() {
    return true;
  }

  @Override
  public void commit(SegmentEnd end) {
    if (!hasTables) {
      abandon(); // none of its units was one to carry
      return;
    }
    long length = object.length();
    object.commit();
    object = null;
    expectedLength = (int) length;
    channel.onSegment(playlist, start, end.duration90k(), length, frameCount);
  }

  @Override
  public void abandon() {
    if (object != null) {
      object.abort();
      object = null;
    }
  }

  @Override
  public void end() {
    playlist.end();
  }

  @Override
  public void close() {
    playlist.close();
  }

  TsPlaylist playlist() {
    return playlist;
  }
}
