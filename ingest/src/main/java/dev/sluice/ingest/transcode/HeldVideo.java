package dev.sluice.ingest.transcode;

import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.codec.TrackFormat;
import java.util.function.Consumer;

/**
 * Holds units of the source that go through as they are, from a random access point until its decoded picture is there:
 * both then stand at the same place among the audio.
 *
 * <p>Bounded by its capacity, which is more than decoders reorder; the oldest goes on when it is full. Used by the
 * {@code tc-} thread.
 */
final class HeldVideo {
  private static final int CAPACITY = 64; // a power of two

  /** One unit, in a slot that is filled again. */
  static final class Unit {
    private TrackFormat format;
    private AccessUnitPayload payload;
    private long pts90k;
    private long dts90k;
    private boolean isRandomAccess;
    private long arrivalNs;

    private Unit() {}

    TrackFormat format() {
      return format;
    }

    long pts90k() {
      return pts90k;
    }

    long dts90k() {
      return dts90k;
    }

    boolean isRandomAccess() {
      return isRandomAccess;
    }

    long arrivalNs() {
      return arrivalNs;
    }

    /** Returns the payload, which is the caller's from here on. */
    AccessUnitPayload takePayload() {
      AccessUnitPayload taken = payload;
      payload = null;
      format = null;
      return taken;
    }
  }

  private final Unit[] units = new Unit[CAPACITY];
  private int head;
  private int count;

  HeldVideo() {
    for (int i = 0; i < CAPACITY; i++) {
      units[i] = new Unit();
    }
  }

  /** Takes a unit over. */
  void add(SourceUnit source, AccessUnitPayload payload, Consumer<Unit> release) {
    if (count == CAPACITY) {
      releaseFirst(release);
    }
    Unit unit = units[head + count++ & CAPACITY - 1];
    unit.format = source.format();
    unit.payload = payload;
    unit.pts90k = source.pts90k();
    unit.dts90k = source.dts90k();
    unit.isRandomAccess = source.isRandomAccess();
    unit.arrivalNs = source.arrivalNs();
  }

  /** Lets go of all units in front of the first random access point that is presented after a time. */
  void releaseUntil(long pts90k, Consumer<Unit> release) {
    while (count > 0 && !(units[head].isRandomAccess && units[head].pts90k > pts90k)) {
      releaseFirst(release);
    }
  }

  void releaseAll(Consumer<Unit> release) {
    while (count > 0) {
      releaseFirst(release);
    }
  }

  private void releaseFirst(Consumer<Unit> release) {
    Unit unit = units[head];
    head = head + 1 & CAPACITY - 1;
    count--;
    release.accept(unit);
  }
}
