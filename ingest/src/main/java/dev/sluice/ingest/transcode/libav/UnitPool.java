package dev.sluice.ingest.transcode.libav;

import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;

/** Lends the units of one encoder. Its owner takes and closes; any thread gives back, also after {@link #close()}. */
final class UnitPool implements AutoCloseable {
  /** Most idle units that are kept; more may be out. */
  static final int IDLE_MAX = 128;

  private final LibavCounters counters;
  private final ManyToManyConcurrentArrayQueue<EncodedUnit> idle =
      new ManyToManyConcurrentArrayQueue<>(IDLE_MAX);
  private volatile boolean isClosed;

  UnitPool(LibavCounters counters) {
    this.counters = counters;
  }

  /** Returns a unit without bytes. */
  EncodedUnit take() {
    EncodedUnit unit = idle.poll();
    if (unit != null) {
      return unit;
    }
    counters.packets.increment();
    return new EncodedUnit(this);
  }

  /** Takes back a unit that nobody holds. */
  void recycle(EncodedUnit unit) {
    unit.clear();
    if (!idle.offer(unit)) {
      free(unit);
    } else if (isClosed) {
      // It may have come after the last look of close().
      freeIdle();
    }
  }

  private void freeIdle() {
    for (EncodedUnit unit = idle.poll(); unit != null; unit = idle.poll()) {
      free(unit);
    }
  }

  private void free(EncodedUnit unit) {
    unit.free();
    counters.packets.decrement();
  }

  @Override
  public void close() {
    isClosed = true;
    freeIdle();
  }
}
