package dev.sluice.ingest.gateway.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.origin.NativeMemoryExtension;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@ExtendWith(NativeMemoryExtension.class)
@Timeout(30)
class RehearsalIT {
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2_000})
  void shouldGoTheWholeWayWithoutAWarningAndLeaveNothingBehind(
      long durationMs, @TempDir Path dataDir) {
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger("dev.sluice");
    logger.addAppender(log);

    long startNs = System.nanoTime();
    Rehearsal.run(Duration.ofMillis(durationMs), dataDir);
    long tookNs = System.nanoTime() - startNs;

    logger.detachAppender(log);
    assertThat(log.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
    assertThat(dataDir).isEmptyDirectory();
    assertThat(Duration.ofNanos(tookNs)).isGreaterThanOrEqualTo(Duration.ofMillis(durationMs));
  }
}
