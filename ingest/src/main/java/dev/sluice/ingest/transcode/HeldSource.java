package dev.sluice.ingest.transcode;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Holds units of the source until it is known what to do with them: its first group of pictures, until it is measured
 * whether the source may itself be a rung, which costs up to {@value #SPAN_MAX_90K} ticks of media once a channel; audio in
 * another format, until its run begins.
 *
 * <p>Used by the {@code tc-} thread.
 */
final class HeldSource {
  static final long SPAN_MAX_90K = 234_000;

  private static final int COUNT_MAX = 512;
  private static final long LENGTH_MAX = 16L << 20;

  private final ArrayDeque<SourceUnit> units = new ArrayDeque<>();
  private long length;

  /** Takes a unit over. */
  void add(SourceUnit unit) {
    length += unit.payload().length();
    units.add(unit.moveTo(new SourceUnit()));
  }

  boolean isEmpty() {
    return units.isEmpty();
  }

  /** Returns how much media is held. */
  long span90k() {
    return units.getLast().dts90k() - units.getFirst().dts90k();
  }

  /** Returns whether no more may be held. */
  boolean isFull() {
    return units.size() >= COUNT_MAX || length >= LENGTH_MAX || span90k() >= SPAN_MAX_90K;
  }

  /** Hands everything on, in order. */
  void release(Consumer<SourceUnit> target) {
    for (SourceUnit unit = units.poll(); unit != null; unit = units.poll()) {
      length -= unit.payload().length();
      try {
        target.accept(unit);
      } finally {
        unit.release();
      }
    }
  }
}
