package dev.sluice.packager;

import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.ring.AccessUnitEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds the first access units of a stretch of media until it is known which tracks it has.
 *
 * <p>A program map must name both tracks from the first segment on, but units come one track at a time. What is held is
 * less than the shortest segment, so nobody waits for it: it is ready as soon as both tracks are there, or one alone has
 * gone on for {@value #PATIENCE_90K} ticks. Of a source that has only just begun, {@link WallClockAnchor} lets it hold up
 * to {@value WallClockAnchor#UNITS_MAX} units.
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
final class StartHold {
  /** How much media of one track is waited for the other: less than a shortest segment. */
  static final long PATIENCE_90K = 81_000;

  private static final int MAX_UNITS = 512;

  private final ArrayDeque<AccessUnitEvent> units = new ArrayDeque<>();
  private VideoFormat video;
  private AudioFormat audio;
  private long videoStartPts90k;
  private long videoSpan90k;
  private boolean isVideoSeen;

  /** Takes a unit over. Returns how many units were dropped for it: this one, or older ones. */
  int add(AccessUnitEvent unit) {
    return unit.format() instanceof VideoFormat format ? addVideo(unit, format) : addAudio(unit);
  }

  /** Returns whether the tracks are known. */
  boolean isReady() {
    if (video != null) {
      return audio != null || videoSpan90k >= PATIENCE_90K || units.size() >= MAX_UNITS;
    }
    return !isVideoSeen && audio != null && audioSpan90k() >= PATIENCE_90K;
  }

  Optional<VideoFormat> video() {
    return Optional.ofNullable(video);
  }

  Optional<AudioFormat> audio() {
    return Optional.ofNullable(audio);
  }

  /** Hands out what is held, the unit with which the stretch begins first, and forgets it. The caller releases all. */
  List<AccessUnitEvent> take() {
    List<AccessUnitEvent> taken = new ArrayList<>(units);
    if (video != null) {
      int start = 0;
      while (!(taken.get(start).format() instanceof VideoFormat)) {
        start++;
      }
      taken.add(0, taken.remove(start));
    }
    units.clear();
    clear();
    return taken;
  }

  /** Forgets the stretch and releases what is held. Returns the number of units dropped. */
  int clear() {
    int dropped = units.size();
    units.forEach(AccessUnitEvent::release);
    units.clear();
    video = null;
    audio = null;
    videoSpan90k = 0;
    isVideoSeen = false;
    return dropped;
  }

  private int addVideo(AccessUnitEvent unit, VideoFormat format) {
    isVideoSeen = true;
    if (video == null) {
      if (!unit.isRandomAccess()) {
        return 1;
      }
      video = format;
      videoStartPts90k = unit.pts90k();
    }
    videoSpan90k = unit.pts90k() - videoStartPts90k;
    keep(unit);
    return 0;
  }

  private int addAudio(AccessUnitEvent unit) {
    audio = (AudioFormat) unit.format();
    keep(unit);
    int dropped = 0;
    // Without a picture to begin with, only the audio that may still accompany the first one is of
    // use.
    while (video == null && isVideoSeen && audioSpan90k() > PATIENCE_90K) {
      units.removeFirst().release();
      dropped++;
    }
    return dropped;
  }

  private long audioSpan90k() {
    return units.getLast().pts90k() - units.getFirst().pts90k();
  }

  private void keep(AccessUnitEvent unit) {
    AccessUnitEvent held = new AccessUnitEvent();
    unit.moveTo(held);
    units.addLast(held);
  }
}
