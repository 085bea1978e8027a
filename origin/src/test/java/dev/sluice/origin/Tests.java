package dev.sluice.origin;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;

/** What tests of every module need: waiting for a condition with a deadline, and skipping what a machine lacks. */
public final class Tests {
  private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(10);

  private Tests() {}

  /** Skips the test, and says why where everybody sees it, unless a condition holds. */
  public static void assume(boolean condition, String reason) {
    if (!condition) {
      System.out.println("skipped: " + reason);
    }
    Assumptions.assumeTrue(condition, reason);
  }

  /** Waits until a condition holds, at most ten seconds. */
  public static void await(BooleanSupplier condition, String message) {
    await(condition, message, DEADLINE_NS);
  }

  /** Waits until a condition holds, at most the given time. */
  public static void await(BooleanSupplier condition, String message, long timeoutNs) {
    long deadlineNs = System.nanoTime() + timeoutNs;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNs > 0) {
        throw new AssertionError("not in time: " + message);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }
}
