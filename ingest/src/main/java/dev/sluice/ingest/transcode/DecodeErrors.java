package dev.sluice.ingest.transcode;

import dev.sluice.origin.LogInterval;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what of a source cannot be decoded, and says so at times.
 *
 * <p>Used by the {@code tc-} thread.
 */
final class DecodeErrors {
  private static final Logger LOG = LoggerFactory.getLogger(DecodeErrors.class);

  private final String channel;
  private final String track;
  private final SourceCounters counters;
  private final NanoClock clock;
  private final LogInterval log = new LogInterval();

  /** @param track what the source calls it: video or audio */
  DecodeErrors(String channel, String track, SourceCounters counters, NanoClock clock) {
    this.channel = channel;
    this.track = track;
    this.counters = counters;
    this.clock = clock;
  }

  /** Takes note of a unit. */
  void onCorrupt() {
    counters.onDecodeError();
    long count = log.count(clock.nanoTime());
    if (count > 0) {
      LOG.warn(
          "channel {}: {} of the source cannot be decoded ({} units since the last line)",
          channel,
          track,
          count);
    }
  }
}
