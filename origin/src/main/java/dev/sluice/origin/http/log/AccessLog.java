package dev.sluice.origin.http.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes exchanges to the access log on a thread of its own, {@code access-log}.
 *
 * <p>{@link #offer} may be called by any thread and never blocks; what finds the queue full, or the disk at fault, is dropped
 * and counted.
 */
public final class AccessLog implements Agent, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
  private static final String THREAD = "access-log";
  private static final long IDLE_MS = 20;
  private static final long FOLLOW_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_DRAINED = 1_024;
  private static final int CLOSE_TIMEOUT_MS = 3_000;

  private final AccessForm form;
  private final ManyToOneConcurrentArrayQueue<AccessRecord> queue;
  private final LogFile file;
  private final LongAdder dropped = new LongAdder();
  private final AgentRunner runner;

  // Written by the log's thread.
  private long lastFollowNs = System.nanoTime();
  private boolean isAtFault;

  private AccessLog(AccessLogContext context) {
    form = context.form();
    queue = new ManyToOneConcurrentArrayQueue<>(context.queueLength());
    try {
      file = new LogFile(context.file());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "http.access_log.file: " + context.file().orElseThrow()
              + " (expected: a file that can be written)",
          e);
    }
    runner = new AgentRunner(
        new SleepingMillisIdleStrategy(IDLE_MS),
        failure -> LOG.error("{} thread", THREAD, failure),
        /* errorCounter= */ null,
        this);
  }

  /**
   * Opens the log and starts its thread.
   *
   * @param context concluded here, if it is not yet
   * @throws UncheckedIOException if the file cannot be written
   */
  public static AccessLog launch(AccessLogContext context) {
    AccessLog log = new AccessLog(context.conclude());
    AgentRunner.startOnThread(log.runner, AccessLog::thread);
    return log;
  }

  /** Logs an exchange, or drops it. */
  public void offer(AccessRecord access) {
    if (!queue.offer(access)) {
      dropped.increment();
    }
  }

  /** Returns how many exchanges were not logged. */
  public long dropped() {
    return dropped.sum();
  }

  @Override
  public int doWork() {
    int count = 0;
    try {
      follow();
      for (AccessRecord access = queue.poll(); access != null; access = queue.poll()) {
        count++;
        file.writeLine(form.line(access));
        if (count == MAX_DRAINED) {
          break;
        }
      }
      if (count > 0) {
        file.flush();
        isAtFault = false;
      }
    } catch (IOException e) {
      onFault(count, e);
    }
    return count;
  }

  /** Writes what waits. */
  @Override
  public void onClose() {
    while (doWork() == MAX_DRAINED) {
      Thread.yield();
    }
    try {
      file.close();
    } catch (IOException e) {
      onFault(/* count= */ 0, e);
    }
  }

  @Override
  public String roleName() {
    return THREAD;
  }

  /** Writes what was offered, and ends the thread; has no effect the second time. */
  @Override
  public void close() {
    runner.close(CLOSE_TIMEOUT_MS, thread -> LOG.warn("{} does not end", thread.getName()));
  }

  private void follow() throws IOException {
    long nowNs = System.nanoTime();
    if (nowNs - lastFollowNs >= FOLLOW_INTERVAL_NS) {
      lastFollowNs = nowNs;
      file.follow();
    }
  }

  /** Says once that the disk is at fault, and goes on: nobody waits for a log. */
  private void onFault(int count, IOException fault) {
    dropped.add(count);
    if (!isAtFault) {
      isAtFault = true;
      LOG.warn("access log: lines are lost: {}", fault.toString());
    }
  }

  private static Thread thread(Runnable runner) {
    Thread thread = new Thread(runner, THREAD);
    thread.setDaemon(true);
    return thread;
  }
}
