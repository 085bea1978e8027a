package dev.sluice.ingest.channel;

import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.Timeline;
import dev.sluice.packager.codec.TrackFormat;
import dev.sluice.packager.codec.VideoFormat;

/** An access unit with repaired times that waits for the start of its stream. */
record HeldUnit(
    TrackFormat format,
    Timeline timeline,
    long pts90k,
    long dts90k,
    boolean isRandomAccess,
    AccessUnitPayload payload) {
  boolean isVideo() {
    return format instanceof VideoFormat;
  }
}
