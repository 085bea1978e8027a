package dev.sluice.origin.tier;

import dev.sluice.origin.LifetimeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tier of files in a directory, one an object, read and written by one thread ({@code cold}).
 *
 * <p>Opening it reads the header of every file that a former process left, so that objects whose lifetime goes on can be
 * asked for at once. A disk that fails or is full is counted and logged, and costs the object and nothing else.
 */
public final class DirectoryTier implements ColdTier {
  private static final Logger LOGGER = LoggerFactory.getLogger(DirectoryTier.class);
  private static final int CLOSE_GRACE_MS = 1000;

  private final int closeTimeoutMs;
  private final LifetimeClock clock;
  private final ColdCounters counters = new ColdCounters();
  private final ColdIndex index = new ColdIndex(counters);
  private final DirectoryLock lock;
  private final ColdAgent agent;
  private final AgentRunner runner;

  // Whoever closes; only ever set.
  private volatile boolean isClosed;

  DirectoryTier(DirectoryTierContext context) {
    context.conclude();
    closeTimeoutMs = context.closeTimeoutMs();
    clock = new LifetimeClock(context.epochClock(), context.nanoClock());
    agent = new ColdAgent(context, clock, index, counters);
    lock = open(context, agent);
    runner = new AgentRunner(
        new Parking(agent),
        failure -> LOGGER.error("{} thread", agent.roleName(), failure),
        /* errorCounter= */ null,
        agent);
  }

  /**
   * Opens a directory and starts the thread.
   *
   * @param context concluded here, if it is not yet
   * @throws UncheckedIOException if the directory cannot be made, locked or read; it says which
   */
  public static DirectoryTier launch(DirectoryTierContext context) {
    DirectoryTier tier = new DirectoryTier(context);
    AgentRunner.startOnThread(tier.runner, tier::thread);
    return tier;
  }

  /** Returns the counters, for the metrics. */
  public ColdCounters counters() {
    return counters;
  }

  @Override
  public boolean copy(ColdSource source) {
    return wakeIf(!isClosed && agent.offer(source));
  }

  @Override
  public boolean read(String namespace, String key, ColdReader reader) {
    return wakeIf(!isClosed && agent.offer(new ColdAgent.ReadOrder(namespace, key, reader)));
  }

  @Override
  public boolean isHolding(String namespace, String key) {
    return index
        .find(namespace, key)
        .filter(file -> file.entry().expiryEpochMs() > clock.nowEpochMs())
        .isPresent();
  }

  @Override
  public boolean prolong(String namespace, String key, long expiryEpochMs) {
    Optional<ColdFile> file = index
        .find(namespace, key)
        .filter(found -> found.entry().expiryEpochMs() > clock.nowEpochMs());
    file.ifPresent(found -> index.prolong(found, expiryEpochMs));
    return file.isPresent();
  }

  @Override
  public long nowEpochMs() {
    return clock.nowEpochMs();
  }

  @Override
  public boolean delete(String namespace, String key) {
    return wakeIf(index.remove(namespace, key));
  }

  @Override
  public void deleteAll(String namespace) {
    index.removeAll(namespace);
    wakeIf(true);
  }

  @Override
  public ColdUsage usage(String namespace) {
    return index.usage(namespace);
  }

  @Override
  public void forEach(String namespace, Consumer<ColdEntry> consumer) {
    index.forEach(namespace, consumer);
  }

  @Override
  public void close() {
    isClosed = true;
    runner.close(
        closeTimeoutMs + CLOSE_GRACE_MS,
        thread -> LOGGER.warn("{} does not end", thread.getName()));
    try {
      lock.close();
    } catch (IOException e) {
      LOGGER.warn("The cold tier could not let go of its directory: {}", e.toString());
    }
  }

  ColdAgent agent() {
    return agent;
  }

  private static DirectoryLock open(DirectoryTierContext context, ColdAgent agent) {
    try {
      DirectoryLock lock = new DirectoryLock(context.path());
      try {
        agent.scan();
        return lock;
      } catch (IOException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cold tier in " + context.path() + ": " + e, e);
    }
  }

  private boolean wakeIf(boolean isWork) {
    Thread thread = runner.thread();
    if (isWork && thread != null) {
      LockSupport.unpark(thread);
    }
    return isWork;
  }

  private Thread thread(Runnable task) {
    Thread thread = new Thread(task, agent.roleName());
    thread.setDaemon(true);
    return thread;
  }

  /** Waits until the thread is woken, or it is time to look for what has expired, or for room, which wakes nobody. */
  private static final class Parking implements IdleStrategy {
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long ROOM_PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ColdAgent agent;

    Parking(ColdAgent agent) {
      this.agent = agent;
    }

    @Override
    public void idle(int workCount) {
      if (workCount == 0) {
        idle();
      }
    }

    @Override
    public void idle() {
      LockSupport.parkNanos(this, agent.isShortOfRoom() ? ROOM_PERIOD_NS : PERIOD_NS);
    }

    @Override
    public void reset() {
      // It has no state.
    }
  }
}
