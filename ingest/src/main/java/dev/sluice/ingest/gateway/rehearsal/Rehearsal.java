package dev.sluice.ingest.gateway.rehearsal;

import dev.sluice.ingest.gateway.compose.Gateway;
import dev.sluice.ingest.gateway.compose.LaunchException;
import dev.sluice.ingest.gateway.config.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes to a gateway of its own on loopback, and watches it, before the real one opens.
 *
 * <p>A segment ends every two seconds. In a fresh virtual machine that code would be interpreted for minutes, at several
 * milliseconds a playlist, and the first publisher would wait for its classes to be loaded. The rehearsal goes the whole
 * way of a stream (sockets, chunks, channel, ring, muxer, store, playlists, responses) a few hundred times, as fast as it
 * can, so that all of it is compiled when it counts. It makes no ladder: native code needs no warming, and encoding a few
 * hundred segments would take minutes.
 */
public final class Rehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final String CHANNEL = "rehearsal";
  private static final String DIRECTORY = "rehearsal";
  private static final Map<String, String> STAGE = Map.of(
      "http.listen", "127.0.0.1:0",
      "rtmp.listen", "127.0.0.1:0",
      "auth", "open",
      "transcode.enabled", "false",
      "origin.hot_capacity", "128MiB");

  private Rehearsal() {}

  /**
   * Rehearses; a failure is logged and stops nothing.
   *
   * @param duration how long, nothing if zero
   * @param dataDir a directory that can be written
   */
  public static void run(Duration duration, Path dataDir) {
    if (duration.isZero()) {
      return;
    }
    Path stage = dataDir.resolve(DIRECTORY);
    long endNs = System.nanoTime() + duration.toNanos();
    try (Gateway gateway = Gateway.launch(
            Configuration.load(STAGE, Optional.empty(), Map.of("SLUICE_DATA_DIR", stage.toString()))
                .settings());
        RehearsalViewer viewer = new RehearsalViewer(gateway.httpAddress(), CHANNEL)) {
      while (System.nanoTime() - endNs < 0) {
        try (RehearsalPublisher publisher =
            new RehearsalPublisher(gateway.rtmpAddress(), CHANNEL)) {
          publisher.publish(endNs);
        }
        viewer.watch();
        awaitPackaged(gateway, endNs);
      }
    } catch (IOException | LaunchException e) {
      LOG.warn("the rehearsal failed, so the first minutes will be slower: {}", e.getMessage());
    } finally {
      clear(stage);
    }
  }

  /** The next publisher waits: units that find no room are dropped, and the log would blame the machine. */
  private static void awaitPackaged(Gateway gateway, long endNs) {
    while (gateway.waitingUnits() > 0 && System.nanoTime() - endNs < 0) {
      LockSupport.parkNanos(POLL_NS);
    }
  }

  /** Removes what the gateway of the rehearsal kept: the real one has its own secret and namespaces. */
  private static void clear(Path stage) {
    try (Stream<Path> paths = Files.walk(stage)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("{} stays: {}", stage, e.getMessage());
    }
  }
}
