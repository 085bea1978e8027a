package dev.sluice.ingest.transcode;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Holds units of the source until it is known what to do with them: its first group of pictures, until it is measured
 * whether the source may itself be a rung, which happens once a channel; audio in another format, until its run begins.
 *
 * <p>Used by the {@code tc-} thread.
 */
final class HeldSource {
  /** What comes with the unit that decides, beyond the longest group of pictures. */
  private static final long MARGIN_90K = 9_000;
  /** 250 units a second: 120 pictures, and the 94 frames of AAC at 96 kHz, are fewer. */
  private static final long UNIT_MIN_90K = 360;

  private static final long LENGTH_MAX = 16L << 20;

  private final long maxSpan90k;
  private final ArrayDeque<SourceUnit> units = new ArrayDeque<>();
  private long length;

  /** @param maxGop90k the longest group of pictures that has to be held whole */
  HeldSource(long maxGop90k) {
    maxSpan90k = maxGop90k + MARGIN_90K;
  }

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
    return length >= LENGTH_MAX
        || span90k() >= maxSpan90k
        || units.size() >= maxSpan90k / UNIT_MIN_90K;
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
