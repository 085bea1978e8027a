package dev.sluice.origin.tier;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/**
 * The time by which objects of a tier end: that of the wall clock when the tier was opened, and from then on as a monotonic
 * clock goes on, so that whoever sets the wall clock ends none of them.
 *
 * <p>Any thread.
 */
final class LifetimeClock {
  private final EpochClock epochClock;
  private final NanoClock nanoClock;
  private final long startEpochMs;
  private final long startNs;

  LifetimeClock(EpochClock epochClock, NanoClock nanoClock) {
    this.epochClock = epochClock;
    this.nanoClock = nanoClock;
    startEpochMs = epochClock.time();
    startNs = nanoClock.nanoTime();
  }

  long nowEpochMs() {
    return startEpochMs + TimeUnit.NANOSECONDS.toMillis(nanoClock.nanoTime() - startNs);
  }

  /** Returns when a moment is by the wall clock as it is set now, which is all that the next process knows. */
  long wallEpochMs(long epochMs) {
    return epochMs - nowEpochMs() + epochClock.time();
  }
}
