package dev.sluice.origin.mp4;

import java.util.Arrays;

/**
 * Lengths and durations of what a file has behind its header, piece by piece, each of which can be played on its own.
 *
 * <p>One thread at a time.
 */
public final class SubsegmentIndex {
  /** Most pieces: their count has 16 bits (sidx, ISO/IEC 14496-12 §8.16.3). */
  public static final int MAX_COUNT = (1 << 16) - 1;

  private static final int INITIAL_COUNT = 64;

  private long[] lengths = new long[INITIAL_COUNT];
  private long[] durations90k = new long[INITIAL_COUNT];
  private int count;

  /**
   * Adds the next piece.
   *
   * @param length bytes
   * @param duration90k in 90 kHz ticks
   * @throws IllegalStateException if there are {@value #MAX_COUNT} already
   */
  public void add(long length, long duration90k) {
    if (count == MAX_COUNT) {
      throw new IllegalStateException("index is full");
    }
    if (count == lengths.length) {
      lengths = Arrays.copyOf(lengths, 2 * count);
      durations90k = Arrays.copyOf(durations90k, 2 * count);
    }
    lengths[count] = length;
    durations90k[count] = duration90k;
    count++;
  }

  int count() {
    return count;
  }

  long length(int index) {
    return lengths[index];
  }

  long duration90k(int index) {
    return durations90k[index];
  }

  /** Returns how long all pieces last together, in 90 kHz ticks. */
  long duration90k() {
    return Arrays.stream(durations90k, 0, count).sum();
  }
}
