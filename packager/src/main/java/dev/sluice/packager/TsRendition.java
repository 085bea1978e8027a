package dev.sluice.packager;

import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.hls.PlaylistUris;
import dev.sluice.packager.ring.AccessUnitEvent;
import dev.sluice.packager.ts.TsMuxer;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A rendition as transport stream segments, which readers can follow while they grow, and a media playlist.
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
final class TsRendition implements SegmentOutput {
  private static final String CONTENT_TYPE = "video/mp2t"; // rfc8216bis §3.1.1
  private static final String CACHE_CONTROL = "max-age=3600, immutable";

  // Set at construction.
  private final TsChannel channel;
  private final String rendition;
  private final Namespace namespace;
  private final TsPlaylist playlist;
  private final TsMuxer muxer = new TsMuxer();
  private final UnsafeBuffer view = new UnsafeBuffer(0, 0);

  // The open segment.
  private SegmentStart start;
  private ObjectWriter object;
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
    muxer.tracks(video, audio);
    playlist.tracks(video, audio);
  }

  @Override
  public void begin(SegmentStart segmentStart) {
    start = segmentStart;
    hasTables = false;
    frameCount = 0;
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
    unit.payload().wrapInto(view);
    int result = unit.format() instanceof VideoFormat
        ? writeVideo(unit.pts90k(), unit.dts90k(), unit.isRandomAccess())
        : writeAudio(unit.pts90k(), view);
    view.wrap(0, 0);
    return result;
  }

  @Override
  public int writeSilence(long pts90k, AccessUnitPayload frame) {
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
    long length = object.length();
    object.commit();
    object = null;
    expectedLength = (int) length;
    channel.onSegment(playlist, start, end.duration90k(), length, frameCount);
  }

  @Override
  public void abandon() {
    object.abort();
    object = null;
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
