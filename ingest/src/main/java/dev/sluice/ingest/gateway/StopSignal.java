package dev.sluice.ingest.gateway;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns the first SIGTERM or SIGINT into an orderly end with the command's own exit code.
 *
 * <p>A signal makes the JVM run its shutdown hooks and then exit with 128 + the signal's number. The hook here waits
 * until the command has drained and then halts with the command's exit code.
 */
final class StopSignal {
  private static final long DRAIN_SECONDS = 20;

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::onShutdown, "stop");

  // Written by the main thread before it counts finished down.
  private int exitCode = 1;

  /** Listens to signals from here on. */
  void install() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Asks the command to end. Any thread. */
  void request() {
    requested.countDown();
  }

  /** Waits until the command is asked to end, at most some time; returns whether it is. */
  boolean await(long timeout, TimeUnit unit) throws InterruptedException {
    return requested.await(timeout, unit);
  }

  /** Waits until the command is asked to end. */
  void await() throws InterruptedException {
    requested.await();
  }

  /** Says that the command has ended; what follows a signal is its exit code. */
  void finish(int code) {
    exitCode = code;
    finished.countDown();
  }

  private void onShutdown() {
    if (finished.getCount() == 0) {
      return;
    }
    request();
    try {
      Runtime.getRuntime().halt(finished.await(DRAIN_SECONDS, TimeUnit.SECONDS) ? exitCode : 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
