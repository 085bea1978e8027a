package dev.sluice.ingest.gateway.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

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
  @ValueSource(longs = {0, 1, 500})
  void shouldGoTheWholeWayAndLeaveNothingBehind(long durationMs, @TempDir Path dataDir) {
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(Rehearsal.class);
    logger.addAppender(log);

    long startNs = System.nanoTime();
    Rehearsal.run(Duration.ofMillis(durationMs), dataDir);
    long tookNs = System.nanoTime() - startNs;

    logger.detachAppender(log);
    assertThat(log.list).isEmpty();
    assertThat(dataDir).isEmptyDirectory();
    assertThat(Duration.ofNanos(tookNs)).isGreaterThanOrEqualTo(Duration.ofMillis(durationMs));
  }
}
