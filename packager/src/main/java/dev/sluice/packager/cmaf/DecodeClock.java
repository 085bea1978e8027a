package dev.sluice.packager.cmaf;

/**
 * Turns times of 90 kHz into decoding times of a track, which go on without gap or overlap within a stretch of media.
 *
 * <p>Frames of audio keep to their own grid, on which every frame has its exact length, as long as the source is within
 * half a frame of it; a source that leaves it for good pulls the grid along.
 */
final class DecodeClock {
  private static final long UNSET = -1;
  private static final int TICKS_PER_SECOND = 90_000;

  private final int timescale;
  private final int frameDuration; // 0 if a sample lasts until the next

  private long next = UNSET;

  DecodeClock(int timescale, int frameDuration) {
    this.timescale = timescale;
    this.frameDuration = frameDuration;
  }

  /** Forgets where the last chunk ended. */
  void reset() {
    next = UNSET;
  }

  /** Returns the time of the first sample of a chunk: where the last one ended, or its own. */
  long first(long time90k) {
    // tfdt has no sign.
    return next == UNSET ? Math.max(0, ticks(time90k)) : next;
  }

  /** Returns the time of what follows a sample, at least a tick after it and at most 2^31 - 1. */
  long after(long last, long time90k) {
    long time = ticks(time90k);
    long expected = last + frameDuration;
    if (frameDuration > 0 && 2 * Math.abs(time - expected) <= frameDuration) {
      return expected;
    }
    return Math.max(last + 1, Math.min(time, last + Integer.MAX_VALUE));
  }

  /** Sets where the next chunk begins. */
  void advance(long end) {
    next = end;
  }

  /** Returns where the next chunk begins, or -1 if it begins with its own time. */
  long next() {
    return next;
  }

  /** Returns a time in ticks of the track, rounded to the nearest. */
  long ticks(long time90k) {
    return timescale == TICKS_PER_SECOND
        ? time90k
        : Math.floorDiv(time90k * timescale + TICKS_PER_SECOND / 2, TICKS_PER_SECOND);
  }

  /** Returns a time of the track in ticks of 90 kHz, rounded down. */
  long ticks90k(long time) {
    return timescale == TICKS_PER_SECOND ? time : Math.floorDiv(time * TICKS_PER_SECOND, timescale);
  }
}
