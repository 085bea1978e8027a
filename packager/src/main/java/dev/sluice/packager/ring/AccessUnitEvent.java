package dev.sluice.packager.ring;

import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.Timeline;
import dev.sluice.packager.codec.TrackFormat;

/**
 * A slot of the ring: one access unit on its way to the shard. Allocated once and filled again and again.
 *
 * <p>Written by a producer before the slot is published, read by the shard's thread after.
 */
public final class AccessUnitEvent {
  private AccessUnitTarget target;
  private TrackFormat format;
  private Timeline timeline;
  private AccessUnitPayload payload;
  private long pts90k;
  private long dts90k;
  private boolean isRandomAccess;

  /** Fills the slot. */
  public void fill(
      TrackFormat unitFormat,
      Timeline unitTimeline,
      long unitPts90k,
      long unitDts90k,
      boolean unitIsRandomAccess) {
    format = unitFormat;
    timeline = unitTimeline;
    pts90k = unitPts90k;
    dts90k = unitDts90k;
    isRandomAccess = unitIsRandomAccess;
  }

  void address(AccessUnitTarget unitTarget, AccessUnitPayload unitPayload) {
    target = unitTarget;
    payload = unitPayload;
  }

  /** Copies everything; the payload is then the copy's to release, and this slot's no longer. */
  public void moveTo(AccessUnitEvent other) {
    other.fill(format, timeline, pts90k, dts90k, isRandomAccess);
    other.address(target, payload);
    payload = null;
  }

  /** Returns the bytes, which are then the caller's to release. */
  public AccessUnitPayload takePayload() {
    AccessUnitPayload taken = payload;
    payload = null;
    return taken;
  }

  /** Gives the payload back, unless it was moved on, and lets go of everything else. */
  public void release() {
    AccessUnitPayload last = payload;
    target = null;
    format = null;
    timeline = null;
    payload = null;
    if (last != null) {
      last.release();
    }
  }

  AccessUnitTarget target() {
    return target;
  }

  /** Returns the format of the track. */
  public TrackFormat format() {
    return format;
  }

  /** Returns the timeline to which the times belong. */
  public Timeline timeline() {
    return timeline;
  }

  /** Returns the bytes, valid until the slot is released. */
  public AccessUnitPayload payload() {
    return payload;
  }

  /** Returns the presentation time in 90 kHz ticks. */
  public long pts90k() {
    return pts90k;
  }

  /** Returns the decoding time in 90 kHz ticks. */
  public long dts90k() {
    return dts90k;
  }

  /** Returns whether decoding can start here. */
  public boolean isRandomAccess() {
    return isRandomAccess;
  }
}
