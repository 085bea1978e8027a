package dev.sluice.origin;

import dev.sluice.origin.store.NativeMemoryProbe;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves native memory behind, and a test class that leaks Netty buffers.
 *
 * <p>After each test, its {@code @AfterEach} methods included, exactly as many regions of direct memory, slabs and leases
 * must be out as before it; other threads get ten seconds to give theirs back. After the last test of a class, Netty's
 * leak detector must have nothing to report. Register it with {@code @ExtendWith} on the class; tests must not run in
 * parallel.
 */
public final class NativeMemoryExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(NativeMemoryExtension.class);
  private static final long GRACE_NS = TimeUnit.SECONDS.toNanos(10);
  private static final long POLL_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);

  @Override
  public void beforeAll(ExtensionContext context) {
    context.getStore(NAMESPACE).put(NettyLeakCheck.class, new NettyLeakCheck());
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put(NativeMemoryProbe.class, NativeMemoryProbe.now());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertReturnedTo(
        context.getStore(NAMESPACE).remove(NativeMemoryProbe.class, NativeMemoryProbe.class),
        GRACE_NS);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    context
        .getStore(NAMESPACE)
        .remove(NettyLeakCheck.class, NettyLeakCheck.class)
        .close();
  }

  static void assertReturnedTo(NativeMemoryProbe before, long graceNs) {
    long deadlineNs = System.nanoTime() + graceNs;
    NativeMemoryProbe after = NativeMemoryProbe.now();
    while (!after.equals(before) && System.nanoTime() - deadlineNs < 0) {
      LockSupport.parkNanos(POLL_INTERVAL_NS);
      after = NativeMemoryProbe.now();
    }
    if (!after.equals(before)) {
      throw new AssertionError(
          "native memory left behind: " + after + " (before the test: " + before + ")");
    }
  }
}
