package dev.sluice.ingest.transcode;

import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.AccessUnitSink;
import dev.sluice.packager.Timeline;
import dev.sluice.packager.codec.TrackFormat;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.ring.AccessUnitRing;
import dev.sluice.packager.ring.AccessUnitTarget;
import org.agrona.concurrent.NanoClock;

/**
 * Where the source's access units come in, whatever the rendition is called: the ring to the {@code tc-} thread.
 *
 * <p>Holds {@value #SIZE} units, some seconds. A publisher that sends faster than the machine decodes, from a file without
 * a clock for example, fills it: what does not fit is refused as by the packager, and the caller goes on at the next
 * random access point.
 */
final class SourceInlet implements AccessUnitSink {
  static final int SIZE = 512;

  private final AccessUnitRing ring = new AccessUnitRing(SIZE, /* isEager= */ true);
  private final NanoClock clock;

  // When units of video came, in their order: written by the publisher's thread before it publishes
  // the unit, read by
  // the tc- thread after it has got it. The ring keeps the two less than its size apart.
  private final long[] arrivalsNs = new long[SIZE];
  private int arrivalCount;
  private int departureCount; // the tc- thread

  // Written by the publisher's thread.
  private volatile Timeline newestTimeline;
  private volatile long newest90k;

  private volatile TranscodedChannel channel;
  private volatile AccessUnitTarget target;

  SourceInlet(NanoClock clock) {
    this.clock = clock;
  }

  /** Sets who takes the units, before the first comes. */
  void connect(TranscodedChannel owner, AccessUnitTarget taker) {
    channel = owner;
    target = taker;
  }

  @Override
  public int tryPublish(
      TrackFormat format,
      Timeline timeline,
      long pts90k,
      long dts90k,
      boolean isRandomAccess,
      AccessUnitPayload payload) {
    if (!channel.start()) {
      payload.release();
      return CLOSED;
    }
    boolean isVideo = format instanceof VideoFormat;
    if (isVideo) {
      arrivalsNs[arrivalCount & SIZE - 1] = clock.nanoTime();
    }
    int result = ring.tryPublish(target, format, timeline, pts90k, dts90k, isRandomAccess, payload);
    if (isVideo && result == ACCEPTED) {
      arrivalCount++;
      newest90k = dts90k;
      newestTimeline = timeline;
    }
    return result;
  }

  AccessUnitRing ring() {
    return ring;
  }

  /** Returns when the next unit of video came. Called once for each by the {@code tc-} thread. */
  long nextArrivalNs() {
    return arrivalsNs[departureCount++ & SIZE - 1];
  }

  /** Returns how far a time of the source is behind the newest unit, 0 if that belongs to something else. Any thread. */
  long lag90k(Timeline timeline, long time90k) {
    Timeline newest = newestTimeline;
    boolean isSame = newest != null && newest.serial() == timeline.serial();
    return isSame ? Math.max(0, newest90k - time90k) : 0;
  }
}
