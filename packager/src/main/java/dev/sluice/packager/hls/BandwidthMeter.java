package dev.sluice.packager.hls;

/**
 * Measures the bit rate of a rendition and says what to announce.
 *
 * <p>BANDWIDTH has a tenth of room above the measured peak and is raised when a higher peak is measured, never lowered:
 * the peak stays within what is announced, and above 80 % of it in steady content. AVERAGE-BANDWIDTH follows the average
 * of the last hour, over which it has to hold, once that is 5 % off.
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
public final class BandwidthMeter {
  private static final double PEAK_ROOM = 1.1;
  private static final double AVERAGE_TOLERANCE = 0.05;
  private static final long STEP = 1_000;
  private static final int BITS_PER_BYTE = 8;
  private static final long TICKS_PER_SECOND = 90_000;

  private static final int SLOT_COUNT = 12;
  private static final long SLOT_90K = 3_600 / SLOT_COUNT * TICKS_PER_SECOND;

  // The last hour, by slots.
  private final long[] lengths = new long[SLOT_COUNT];
  private final long[] durations90k = new long[SLOT_COUNT];
  private int slot;

  private long pendingLength;
  private long pendingDuration90k;
  private long bandwidth;
  private long averageBandwidth;

  /**
   * Takes a whole segment.
   *
   * @return whether what is to be announced has changed
   */
  public boolean onSegment(long length, long duration90k, int targetDurationSeconds) {
    if (durations90k[slot] >= SLOT_90K) {
      slot = (slot + 1) % SLOT_COUNT;
      lengths[slot] = 0;
      durations90k[slot] = 0;
    }
    lengths[slot] += length;
    durations90k[slot] += duration90k;
    return raisePeak(length, duration90k, targetDurationSeconds) | followAverage();
  }

  /** Returns BANDWIDTH in bit/s, 0 before the first segment. */
  public long bandwidth() {
    return bandwidth;
  }

  /** Returns AVERAGE-BANDWIDTH in bit/s, 0 before the first segment. */
  public long averageBandwidth() {
    return averageBandwidth;
  }

  /** The peak is taken over at least half a target duration (peak segment bit rate, RFC 8216 §4.1). */
  private boolean raisePeak(long length, long duration90k, int targetDurationSeconds) {
    pendingLength += length;
    pendingDuration90k += duration90k;
    boolean isLongEnough = pendingDuration90k * 2 >= targetDurationSeconds * TICKS_PER_SECOND;
    if (!isLongEnough && bandwidth != 0) {
      return false;
    }
    long peak = rate(pendingLength, pendingDuration90k);
    pendingLength = 0;
    pendingDuration90k = 0;
    if (peak <= bandwidth) {
      return false;
    }
    bandwidth = roundedUp((long) (peak * PEAK_ROOM));
    return true;
  }

  private boolean followAverage() {
    long average = rate(sum(lengths), sum(durations90k));
    if (Math.abs(average - averageBandwidth) <= averageBandwidth * AVERAGE_TOLERANCE) {
      return false;
    }
    averageBandwidth = Math.min(roundedUp(average), bandwidth);
    return true;
  }

  private static long sum(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum += value;
    }
    return sum;
  }

  private static long rate(long length, long duration90k) {
    // In whole numbers the product overflows with lengths of some terabytes.
    return (long) ((double) length * BITS_PER_BYTE * TICKS_PER_SECOND / Math.max(1, duration90k));
  }

  private static long roundedUp(long rate) {
    return (rate + STEP - 1) / STEP * STEP;
  }
}
