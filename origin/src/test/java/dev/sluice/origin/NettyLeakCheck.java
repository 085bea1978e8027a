package dev.sluice.origin;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Collects what Netty's leak detector logs from its construction until it is closed; closing fails if there is any. */
final class NettyLeakCheck implements AutoCloseable {
  private static final int TRACKED_ALLOCATIONS = 4;

  private final Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  NettyLeakCheck() {
    appender.start();
    logger.addAppender(appender);
    logger.setAdditive(false); // the failure shows them
  }

  @Override
  public void close() {
    awaitCollection();
    reportLeaks();
    logger.setAdditive(true);
    logger.detachAppender(appender);
    List<String> leaks = appender.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(message -> message.contains("LEAK:"))
        .toList();
    if (!leaks.isEmpty()) {
      throw new AssertionError(String.join("\n", leaks));
    }
  }

  /** A leaked buffer is reported when the next one is tracked after the collector found it. */
  private static void reportLeaks() {
    for (int i = 0; i < TRACKED_ALLOCATIONS; i++) {
      ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(1);
      buffer.release();
    }
  }

  private static void awaitCollection() {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    WeakReference<Object> reference = new WeakReference<>(new Object(), queue);
    System.gc();
    Tests.await(() -> queue.poll() == reference, "collection of unreachable objects");
  }
}
