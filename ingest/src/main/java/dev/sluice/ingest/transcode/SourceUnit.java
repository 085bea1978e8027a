package dev.sluice.ingest.transcode;

import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.Timeline;
import dev.sluice.packager.codec.TrackFormat;
import dev.sluice.packager.ring.AccessUnitEvent;

/**
 * An access unit of the source, taken out of the ring, with the time at which it came.
 *
 * <p>Filled again and again. Its payload has one owner: whoever takes it, or {@link #release()}. Used by the {@code tc-}
 * thread.
 */
final class SourceUnit {
  private final AccessUnitEvent event = new AccessUnitEvent();
  private long arrivalNs;
  private boolean hasPayload;

  /** Takes a unit over. */
  SourceUnit take(AccessUnitEvent unit, long unitArrivalNs) {
    unit.moveTo(event);
    arrivalNs = unitArrivalNs;
    hasPayload = true;
    return this;
  }

  /** Hands everything to another, which is returned. */
  SourceUnit moveTo(SourceUnit other) {
    hasPayload = false;
    return other.take(event, arrivalNs);
  }

  TrackFormat format() {
    return event.format();
  }

  Timeline timeline() {
    return event.timeline();
  }

  long pts90k() {
    return event.pts90k();
  }

  long dts90k() {
    return event.dts90k();
  }

  boolean isRandomAccess() {
    return event.isRandomAccess();
  }

  long arrivalNs() {
    return arrivalNs;
  }

  /** Returns the bytes, which stay the unit's. */
  AccessUnitPayload payload() {
    return event.payload();
  }

  /** Returns the bytes, which are the caller's to release. */
  AccessUnitPayload takePayload() {
    hasPayload = false;
    return event.payload();
  }

  /** Gives the bytes back unless they were taken. */
  void release() {
    if (hasPayload) {
      hasPayload = false;
      event.release();
    }
  }
}
