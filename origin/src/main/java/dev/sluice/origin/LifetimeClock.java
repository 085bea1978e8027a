package dev.sluice.origin;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/**
 * The time by which what outlives a process ends: that of the wall clock when this was made, and from then on as a monotonic
 * clock goes on, so that whoever sets the wall clock ends nothing.
 *
 * <p>Any thread.
 */
public final class LifetimeClock {
  private final EpochClock epochClock;
  private final NanoClock nanoClock;
  private final long startEpochMs;
  private final long startNs;

  /** Makes one that goes on from the present of the wall clock. */
  public LifetimeClock(EpochClock epochClock, NanoClock nanoClock) {
    this.epochClock = epochClock;
    this.nanoClock = nanoClock;
    startEpochMs = epochClock.time();
    startNs = nanoClock.nanoTime();
  }

  /** Returns the present, which never goes back. */
  public long nowEpochMs() {
    return startEpochMs + TimeUnit.NANOSECONDS.toMillis(nanoClock.nanoTime() - startNs);
  }

  /** Returns when a moment is by the wall clock as it is set now, which is all that the next process knows. */
  public long wallEpochMs(long epochMs) {
    return epochMs - nowEpochMs() + epochClock.time();
  }
}
