package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.FrameEntry.Kind;
import dev.sluice.ingest.transcode.libav.EncodedUnit;
import dev.sluice.ingest.transcode.libav.LibavCounters;
import dev.sluice.ingest.transcode.libav.Picture;
import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.codec.TrackFormat;
import dev.sluice.packager.ring.BroadcastReader;
import dev.sluice.packager.ring.BroadcastRing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.NanoClock;

/**
 * What the {@code tc-} thread hands to the rungs of its channel, in order of presentation; every rung sees every entry.
 *
 * <p><b>Memory.</b> At most {@value #PICTURES_MAX} pictures wait, and no more than fit into
 * {@value #PICTURES_LENGTH_MAX} bytes at {@value #BYTES_PER_PIXEL} bytes a pixel (8-bit 4:2:0 takes 1.5, 10-bit 4:2:0 3),
 * but {@value #PICTURES_MIN}. The {@code tc-} thread waits while the slowest rung has so many to do: rungs leave pictures
 * out long before, so that it is a single picture which takes so long.
 */
final class FrameRing implements AutoCloseable {
  static final int SIZE = 256;
  static final int PICTURES_MAX = 48;
  static final int PICTURES_MIN = 6;
  static final long PICTURES_LENGTH_MAX = 256L << 20;
  static final int BYTES_PER_PIXEL = 2;

  private static final long ROOM_POLL_NS = TimeUnit.MICROSECONDS.toNanos(500);

  private final List<FrameEntry> entries = new ArrayList<>(SIZE);
  private final BroadcastRing<FrameEntry> ring;
  private final NanoClock clock;
  private final TimeHistogram latency;
  private final AtomicInteger waitingPictures = new AtomicInteger();

  // Written by the tc- thread.
  private volatile long pictureCount;
  private volatile long newestPts90k;

  FrameRing(LibavCounters counters, NanoClock clock, TimeHistogram latency) {
    this.clock = clock;
    this.latency = latency;
    ring = new BroadcastRing<>(
        () -> {
          FrameEntry entry = new FrameEntry(counters);
          entries.add(entry);
          return entry;
        },
        SIZE);
  }

  BroadcastReader<FrameEntry> addReader() {
    return ring.addReader();
  }

  /** Hands on a picture, which is taken out of its holder. Waits for room. */
  void picture(Run run, Picture picture, boolean isForced, long arrivalNs) {
    long pts90k = picture.pts90k();
    awaitPictureRoom((long) picture.width() * picture.height());
    long sequence = claim();
    FrameEntry entry = ring.get(sequence).fill(Kind.PICTURE, run, ring.readerCount());
    entry.at(pts90k, pts90k, isForced, arrivalNs);
    entry.picture().moveFrom(picture);
    waitingPictures.getAndIncrement();
    newestPts90k = pts90k;
    pictureCount = pictureCount + 1;
    ring.publish(sequence);
  }

  /** Hands on a frame of audio with its hold; each rung gets one. Waits for room. */
  void audio(Run run, TrackFormat format, long pts90k, AccessUnitPayload payload) {
    int rungCount = ring.readerCount();
    for (int i = 1; i < rungCount; i++) {
      retain(payload);
    }
    long sequence = claim();
    FrameEntry entry = ring.get(sequence).fill(Kind.AUDIO, run, rungCount);
    entry.at(pts90k, pts90k, /* isKey= */ true, 0).carry(format, payload);
    ring.publish(sequence);
  }

  /** Hands on a unit of the source's video with its hold. Waits for room. */
  void passthrough(HeldVideo.Unit unit, Run run) {
    long sequence = claim();
    FrameEntry entry = ring.get(sequence).fill(Kind.PASSTHROUGH, run, ring.readerCount());
    entry
        .at(unit.pts90k(), unit.dts90k(), unit.isRandomAccess(), unit.arrivalNs())
        .carry(unit.format(), unit.takePayload());
    ring.publish(sequence);
  }

  /** Ends the run. */
  void flush(Run run) {
    control(Kind.FLUSH, run);
  }

  /** Ends the rungs' threads. */
  void stop() {
    control(Kind.STOP, null);
  }

  private void control(Kind kind, Run run) {
    long sequence = claim();
    ring.get(sequence).fill(kind, run, ring.readerCount());
    ring.publish(sequence);
  }

  /** Takes note that a rung is done with an entry. Called by the rung's thread. */
  void finish(FrameEntry entry) {
    boolean isPicture = entry.kind() == Kind.PICTURE;
    long arrivalNs = entry.arrivalNs();
    if (entry.finish() && isPicture) {
      waitingPictures.getAndDecrement();
      latency.record(clock.nanoTime() - arrivalNs);
    }
  }

  /** Returns the number of pictures so far. Any thread. */
  long pictureCount() {
    return pictureCount;
  }

  /** Returns the time of the last picture. Any thread. */
  long newestPts90k() {
    return newestPts90k;
  }

  /** Frees the holders. Called when no rung runs any more. */
  @Override
  public void close() {
    entries.forEach(FrameEntry::close);
    entries.clear();
  }

  private long claim() {
    long sequence = ring.tryClaim();
    while (sequence == BroadcastRing.FULL) {
      LockSupport.parkNanos(this, ROOM_POLL_NS);
      sequence = ring.tryClaim();
    }
    return sequence;
  }

  private void awaitPictureRoom(long pixelCount) {
    long fitting = PICTURES_LENGTH_MAX / (pixelCount * BYTES_PER_PIXEL);
    long max = Math.max(PICTURES_MIN, Math.min(PICTURES_MAX, fitting));
    while (waitingPictures.get() >= max) {
      LockSupport.parkNanos(this, ROOM_POLL_NS);
    }
  }

  private static void retain(AccessUnitPayload payload) {
    if (payload instanceof EncodedUnit unit) {
      unit.retain();
    } else {
      ((SharedPayload) payload).retain();
    }
  }
}
