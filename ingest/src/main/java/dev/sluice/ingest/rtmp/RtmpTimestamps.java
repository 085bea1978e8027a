package dev.sluice.ingest.rtmp;

/**
 * Unwraps the 32-bit millisecond timestamps of a connection to 64 bits and 90 kHz ticks.
 *
 * <p>Both tracks share one instance, so that they land in the same epoch however they interleave around a wrap. Serial
 * arithmetic against the newest time (RTMP 1.0 §4, RFC 1982) covers the wrap at 2^32. FFmpeg's FLV muxer keeps 31 bits:
 * a step of nearly 2^31 is its wrap, since no other clock makes such a step.
 *
 * <p>Used by the connection's event loop only.
 */
final class RtmpTimestamps {
  private static final int TICKS_A_MS = 90;
  private static final long HALF_EPOCH_MS = 1L << 31;
  /** How far from 2^31 a step may be and still count as a wrap at 31 bits. */
  private static final long WRAP_WINDOW_MS = 600_000;

  private boolean started;
  private int newestOnWireMs;
  private long newestMs;
  private boolean wrapped;

  /** Returns the time of a media message; sequence headers, which FFmpeg stamps 0, are none. */
  long unwrap90k(int timestampMs) {
    wrapped = false;
    if (!started) {
      started = true;
      newestOnWireMs = timestampMs;
      newestMs = Integer.toUnsignedLong(timestampMs);
      return newestMs * TICKS_A_MS;
    }
    long stepMs = nearest(timestampMs - newestOnWireMs);
    long unwrappedMs = newestMs + stepMs;
    if (stepMs > 0) {
      wrapped = Integer.compareUnsigned(timestampMs, newestOnWireMs) < 0;
      newestOnWireMs = timestampMs;
      newestMs = unwrappedMs;
    }
    return unwrappedMs * TICKS_A_MS;
  }

  /** Returns what {@link #unwrap90k} would, and takes no note of the time. */
  long peek90k(int timestampMs) {
    return started
        ? (newestMs + nearest(timestampMs - newestOnWireMs)) * TICKS_A_MS
        : Integer.toUnsignedLong(timestampMs) * TICKS_A_MS;
  }

  /** Returns whether the last time was the first one after a wrap. */
  boolean hasWrapped() {
    return wrapped;
  }

  private static long nearest(int stepMs) {
    if (stepMs >= HALF_EPOCH_MS - WRAP_WINDOW_MS) {
      return stepMs - HALF_EPOCH_MS;
    }
    return stepMs <= WRAP_WINDOW_MS - HALF_EPOCH_MS ? stepMs + HALF_EPOCH_MS : stepMs;
  }
}
