package dev.sluice.ingest.channel;

import dev.sluice.ingest.channel.TrackTimes.Track;
import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.AccessUnitSink;
import dev.sluice.packager.Timeline;
import dev.sluice.packager.codec.AccessUnitProbe;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.TrackFormat;
import dev.sluice.packager.codec.VideoFormat;
import java.util.function.Function;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The way of a publication's access units to the packager: times repaired, pictures looked at, started together, and
 * after a loss taken up again at a random access point.
 *
 * <p>Used by the publication's event loop. No allocation for an access unit once the stream has started.
 */
final class AccessUnitFlow {
  private final TimestampRepair repair;
  private final StartGate gate;
  private final ChannelCounters counters;
  private final Function<String, AccessUnitSink> renditions;
  private final UnsafeBuffer view = new UnsafeBuffer(0, 0);

  private VideoFormat videoFormat;
  private AccessUnitProbe probe;
  private AudioFormat audioFormat;
  private double hintedFrameRate;
  private AccessUnitSink sink;
  private boolean isAwaitingRandomAccess = true;
  private long randomAccessSerial; // of the timeline of the last random access point
  private boolean areReferencesLost; // of the pictures that are shown before it
  private boolean isKeyFrameExpected;
  private boolean areKeyFramesTrue = true;
  private boolean isBackPressured;
  private long backPressureCount;

  /** @param renditions gives the sink, once, when the stream starts and its name is known */
  AccessUnitFlow(
      TimestampRepair repair,
      StartGate gate,
      ChannelCounters counters,
      Function<String, AccessUnitSink> renditions) {
    this.repair = repair;
    this.gate = gate;
    this.counters = counters;
    this.renditions = renditions;
  }

  void videoFormat(VideoFormat format) {
    if (!format.equals(videoFormat)) {
      probe = AccessUnitProbe.of(format);
      videoFormat = format;
    }
  }

  void audioFormat(AudioFormat format) {
    if (!format.equals(audioFormat)) {
      audioFormat = format;
    }
  }

  void hint(StreamHint hint) {
    hintedFrameRate = hint.frameRate();
    gate.hint(hint);
  }

  /** Takes a unit of a track that has a format; returns whether it went on, to the packager or to wait for the start. */
  boolean video(
      long sourcePts90k,
      long sourceDts90k,
      AccessUnitPayload payload,
      long nowNs,
      long nowEpochMs) {
    boolean wasExpected = isKeyFrameExpected;
    isKeyFrameExpected = false;
    if (!isTimed(Track.VIDEO, sourcePts90k, sourceDts90k, nowNs, nowEpochMs)) {
      return drop(payload, DropReason.LATE);
    }
    payload.wrapInto(view);
    int kind = probe.inspect(view, 0, payload.length());
    areKeyFramesTrue &= !wasExpected || kind == AccessUnitProbe.RANDOM_ACCESS;
    if (kind == AccessUnitProbe.MALFORMED) {
      isAwaitingRandomAccess = true;
      return drop(payload, DropReason.MALFORMED);
    }
    if (kind == AccessUnitProbe.NO_PICTURE) {
      return drop(payload, DropReason.NO_PICTURE);
    }
    if (kind == AccessUnitProbe.RANDOM_ACCESS) {
      onRandomAccess();
    } else if (isAwaitingRandomAccess
        || (areReferencesLost && kind == AccessUnitProbe.SKIPPED_LEADING)) {
      return drop(payload, DropReason.NOT_DECODABLE);
    }
    forward(videoFormat, kind == AccessUnitProbe.RANDOM_ACCESS, payload);
    return true;
  }

  /** A decoder that starts here leaves those out that refer to pictures before; one that goes on is not told of the break. */
  private void onRandomAccess() {
    long serial = repair.timeline().serial();
    areReferencesLost = isAwaitingRandomAccess || serial != randomAccessSerial;
    randomAccessSerial = serial;
    isAwaitingRandomAccess = false;
  }

  /** Tells the packager of a key frame under way, unless one was not what the publisher called it. */
  void keyFrameBegun(long sourcePts90k, long sourceDts90k) {
    if (sink != null
        && areKeyFramesTrue
        && !isAwaitingRandomAccess
        && repair.peekVideo(sourcePts90k, sourceDts90k)) {
      isKeyFrameExpected = true;
      sink.expectRandomAccess(repair.timeline(), repair.pts90k(), repair.dts90k());
    }
  }

  /** Takes a unit of a track that has a format; returns whether it went on, to the packager or to wait for the start. */
  boolean audio(long sourcePts90k, AccessUnitPayload payload, long nowNs, long nowEpochMs) {
    if (!isTimed(Track.AUDIO, sourcePts90k, sourcePts90k, nowNs, nowEpochMs)) {
      return drop(payload, DropReason.LATE);
    }
    forward(audioFormat, /* isRandomAccess= */ true, payload);
    return true;
  }

  /** Counts and releases a unit that goes no further; returns false. */
  boolean drop(AccessUnitPayload payload, DropReason reason) {
    counters.onDrop(reason);
    payload.release();
    return false;
  }

  /** Releases what waits for the start. */
  void discard() {
    gate.discard();
  }

  VideoFormat videoFormat() {
    return videoFormat;
  }

  AudioFormat audioFormat() {
    return audioFormat;
  }

  /** Returns how many times the packager could not follow; units lost in a row are one. */
  long backPressureCount() {
    return backPressureCount;
  }

  /** Returns whether anything has gone to the packager. */
  boolean hasStarted() {
    return sink != null;
  }

  /** Returns whether times of the source stood still for so long that units were timed by their arrival. */
  boolean hasStoodStill() {
    return repair.hasStoodStill();
  }

  Timeline timeline() {
    return repair.timeline();
  }

  long end90k() {
    return repair.end90k();
  }

  private boolean isTimed(
      Track track, long sourcePts90k, long sourceDts90k, long nowNs, long nowEpochMs) {
    return repair.repair(track, sourcePts90k, sourceDts90k, nowNs, nowEpochMs);
  }

  private void forward(TrackFormat format, boolean isRandomAccess, AccessUnitPayload payload) {
    if (sink != null) {
      publish(format, repair.timeline(), repair.pts90k(), repair.dts90k(), isRandomAccess, payload);
      return;
    }
    HeldUnit unit = new HeldUnit(
        format, repair.timeline(), repair.pts90k(), repair.dts90k(), isRandomAccess, payload);
    if (gate.offer(unit, videoFormat != null, audioFormat != null)) {
      String name = videoFormat == null
          ? RenditionNames.AUDIO
          : RenditionNames.of(videoFormat, hintedFrameRate);
      sink = renditions.apply(name);
      gate.drainTo(this::publishHeld);
    }
  }

  private void publishHeld(HeldUnit unit) {
    if (unit.isVideo() && isAwaitingRandomAccess && !unit.isRandomAccess()) {
      drop(unit.payload(), DropReason.NOT_DECODABLE);
      return;
    }
    isAwaitingRandomAccess &= !unit.isVideo();
    publish(
        unit.format(),
        unit.timeline(),
        unit.pts90k(),
        unit.dts90k(),
        unit.isRandomAccess(),
        unit.payload());
  }

  private void publish(
      TrackFormat format,
      Timeline timeline,
      long pts90k,
      long dts90k,
      boolean isRandomAccess,
      AccessUnitPayload payload) {
    int result = sink.tryPublish(format, timeline, pts90k, dts90k, isRandomAccess, payload);
    if (result == AccessUnitSink.ACCEPTED) {
      isBackPressured = false;
      return;
    }
    counters.onDrop(result == AccessUnitSink.CLOSED ? DropReason.CLOSED : DropReason.BACK_PRESSURE);
    isAwaitingRandomAccess |= format instanceof VideoFormat;
    if (result == AccessUnitSink.BACK_PRESSURED && !isBackPressured) {
      isBackPressured = true;
      backPressureCount++;
    }
  }
}
