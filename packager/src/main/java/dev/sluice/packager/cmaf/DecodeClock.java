package dev.sluice.packager.cmaf;

import java.util.Arrays;

/**
 * Turns times of 90 kHz into decoding times of a track, which go on without gap or overlap within a stretch of media.
 *
 * <p>Frames of audio keep to their own grid, on which every frame has its exact length, unless one is more than half a
 * frame late. A frame that is early says little: sources give several the same time, or the time at which they come. Only
 * when {@value #REMEMBERED_FRAMES} in a row are early, as those of a source that leaves the grid for good, is it pulled
 * half-way to the latest of them.
 */
final class DecodeClock {
  private static final long UNSET = -1;
  private static final int TICKS_PER_SECOND = 90_000;
  private static final int REMEMBERED_FRAMES = 8; // a power of two

  private final int timescale;
  private final int frameDuration; // 0 if a sample lasts until the next

  private long next = UNSET;
  private final long[] leads =
      new long[REMEMBERED_FRAMES]; // by how much the last frames were early
  private int leadCount;

  DecodeClock(int timescale, int frameDuration) {
    this.timescale = timescale;
    this.frameDuration = frameDuration;
  }

  /** Forgets where the last chunk ended. */
  void reset() {
    next = UNSET;
    Arrays.fill(leads, 0);
  }

  /** Returns the time of the first sample of a chunk: where the last one ended, or its own. */
  long first(long time90k) {
    long time = ticks(time90k);
    // tfdt has no sign.
    long first = next == UNSET ? Math.max(0, time) : next;
    remember(first - time);
    return first;
  }

  /** Returns the time of the sample that follows another, at least a tick after it and at most 2^31 - 1. */
  long after(long last, long time90k) {
    long time = end(last, time90k);
    remember(time - ticks(time90k));
    return time;
  }

  /** Returns when the last sample of a chunk ends, given when the next one is to begin: as {@link #after}. */
  long end(long last, long time90k) {
    long time = ticks(time90k);
    long expected = expected(last);
    if (frameDuration > 0 && 2 * (time - expected) <= frameDuration) {
      pull(last + frameDuration - expected);
      return expected;
    }
    return Math.max(last + 1, Math.min(time, last + Integer.MAX_VALUE));
  }

  /** Returns when a frame of audio ends on the grid, which may be pulled along there. */
  long expected(long last) {
    long lead = Long.MAX_VALUE;
    for (long remembered : leads) {
      lead = Math.min(lead, remembered);
    }
    boolean isEarlyForGood = 2 * lead > frameDuration;
    return last + frameDuration - (isEarlyForGood ? Math.min(lead / 2, frameDuration - 1) : 0);
  }

  /** Sets where the next chunk begins. */
  void advance(long end) {
    next = end;
  }

  /** Returns where the next chunk begins, or -1 if it begins with its own time. */
  long next() {
    return next;
  }

  private void pull(long distance) {
    for (int i = 0; i < REMEMBERED_FRAMES; i++) {
      leads[i] -= distance;
    }
  }

  private void remember(long lead) {
    leads[leadCount++ & REMEMBERED_FRAMES - 1] = lead;
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
