package dev.sluice.ingest.transcode;

import java.util.concurrent.atomic.LongAdder;

/** Counts of one channel's source, for as long as it is open. Any thread reads them. */
final class SourceCounters {
  private static final int TICKS_PER_MS = 90;

  private final LongAdder decodeErrors = new LongAdder();
  private final LongAdder unitsSkipped = new LongAdder();
  private final LongAdder thumbnails = new LongAdder();
  private volatile long keyframeInterval90k;

  void onDecodeError() {
    decodeErrors.increment();
  }

  /** Counts a unit of video that is not decoded: too late, too large, or not to be understood without what is missing. */
  void onSkipped() {
    unitsSkipped.increment();
  }

  void onThumbnail() {
    thumbnails.increment();
  }

  void keyframeInterval90k(long ticks) {
    keyframeInterval90k = ticks;
  }

  SourceStatus status(String channel) {
    return new SourceStatus(
        channel,
        keyframeInterval90k / TICKS_PER_MS,
        decodeErrors.sum(),
        unitsSkipped.sum(),
        thumbnails.sum());
  }

  long unitsSkipped() {
    return unitsSkipped.sum();
  }
}
