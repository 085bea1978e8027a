package dev.sluice.ingest.transcode;

import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.AccessUnitSink;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.VideoFormat;

/**
 * Publishes what a rung makes, and measures it. After a unit that the packager had no room for, video goes on at the next
 * random access point.
 *
 * <p>Used by the rung's thread.
 */
final class RungOutput {
  private static final long SECOND_90K = 90_000;
  private static final int BITS = 8;
  private static final long NONE = Long.MIN_VALUE;

  private final AccessUnitSink sink;
  private final RungCounters counters;

  private boolean isAwaitingRandomAccess;
  private long secondStart90k = NONE;
  private long secondLength;

  RungOutput(AccessUnitSink sink, RungCounters counters) {
    this.sink = sink;
    this.counters = counters;
  }

  /** Begins a run. */
  void begin() {
    isAwaitingRandomAccess = false;
    secondStart90k = NONE;
  }

  /** Publishes a frame with its hold. */
  void audio(Run run, AudioFormat format, long pts90k, AccessUnitPayload payload) {
    // What does not fit is counted by the packager.
    sink.tryPublish(format, run.timeline(), pts90k, pts90k, /* isRandomAccess= */ true, payload);
  }

  /** Publishes a unit with its hold. */
  void video(
      Run run,
      VideoFormat format,
      long pts90k,
      long dts90k,
      boolean isRandomAccess,
      AccessUnitPayload payload) {
    measure(dts90k, payload.length());
    if (isAwaitingRandomAccess && !isRandomAccess) {
      counters.onDropped();
      payload.release();
      return;
    }
    int result = sink.tryPublish(format, run.timeline(), pts90k, dts90k, isRandomAccess, payload);
    isAwaitingRandomAccess = result == AccessUnitSink.BACK_PRESSURED;
    if (isAwaitingRandomAccess) {
      counters.onDropped();
    } else {
      counters.onEncoded();
    }
  }

  private void measure(long dts90k, int length) {
    if (secondStart90k == NONE) {
      secondStart90k = dts90k;
      secondLength = 0;
    }
    long elapsed90k = dts90k - secondStart90k;
    if (elapsed90k >= SECOND_90K) {
      counters.bitrate(secondLength * BITS * SECOND_90K / elapsed90k);
      secondStart90k = dts90k;
      secondLength = 0;
    }
    secondLength += length;
  }
}
