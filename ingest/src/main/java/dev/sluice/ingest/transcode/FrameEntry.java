package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.libav.LibavCounters;
import dev.sluice.ingest.transcode.libav.Picture;
import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.codec.TrackFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A slot of the {@link FrameRing}. Written by the {@code tc-} thread before it is published, read by the rungs after.
 *
 * <p>The picture is shared by all rungs and given back by the last; a payload carries one hold for each rung that takes
 * it.
 */
final class FrameEntry implements AutoCloseable {
  /** What an entry is. */
  enum Kind {
    /** A decoded picture, for the rungs that are encoded. */
    PICTURE,
    /** A frame of audio, for every rung. */
    AUDIO,
    /** An access unit of the source's video, for the top rung. */
    PASSTHROUGH,
    /** The run is over: what is delayed comes out. */
    FLUSH,
    /** The run is over, and so is the rung's thread. */
    STOP
  }

  private final Picture picture;
  private final AtomicInteger remaining = new AtomicInteger();

  private Kind kind = Kind.FLUSH;
  private Run run;
  private boolean isKey;
  private long pts90k;
  private long dts90k;
  private long arrivalNs;
  private TrackFormat format;
  private AccessUnitPayload payload;

  FrameEntry(LibavCounters counters) {
    picture = Picture.allocate(counters);
  }

  /** Makes it an entry that {@code rungCount} rungs will {@link #finish()}. */
  FrameEntry fill(Kind entryKind, Run entryRun, int rungCount) {
    kind = entryKind;
    run = entryRun;
    remaining.set(rungCount);
    return this;
  }

  /** Sets its times and whether it is forced, or a random access point. */
  FrameEntry at(long entryPts90k, long entryDts90k, boolean entryIsKey, long entryArrivalNs) {
    pts90k = entryPts90k;
    dts90k = entryDts90k;
    isKey = entryIsKey;
    arrivalNs = entryArrivalNs;
    return this;
  }

  /** Sets what it carries. */
  void carry(TrackFormat entryFormat, AccessUnitPayload entryPayload) {
    format = entryFormat;
    payload = entryPayload;
  }

  /** Returns whether this was the last rung; the picture is given back then. */
  boolean finish() {
    if (remaining.decrementAndGet() > 0) {
      return false;
    }
    picture.clear();
    run = null;
    format = null;
    payload = null;
    return true;
  }

  @Override
  public void close() {
    picture.close();
  }

  Kind kind() {
    return kind;
  }

  Run run() {
    return run;
  }

  Picture picture() {
    return picture;
  }

  /** Returns whether every rung encodes the picture as IDR picture, or decoding can start at the unit. */
  boolean isKey() {
    return isKey;
  }

  long pts90k() {
    return pts90k;
  }

  long dts90k() {
    return dts90k;
  }

  /** Returns when the last byte of the source's access unit came. */
  long arrivalNs() {
    return arrivalNs;
  }

  TrackFormat format() {
    return format;
  }

  AccessUnitPayload payload() {
    return payload;
  }
}
