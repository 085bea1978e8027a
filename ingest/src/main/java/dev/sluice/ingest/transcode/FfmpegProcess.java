package dev.sluice.ingest.transcode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running FFmpeg program. Any thread.
 *
 * <p>Its output is read by two daemon threads, which end with it; it ends at the latest with this JVM.
 */
public final class FfmpegProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FfmpegProcess.class);
  private static final int ERROR_LINES_MAX = 20;
  private static final int ERROR_LINE_LENGTH_MAX = 500;
  private static final long STOP_SECONDS = 3;

  private final Process process;
  private final Thread outputThread;
  private final Thread errorThread;
  private final Thread exitHook;

  // Guarded by itself: written by the thread that reads standard error.
  private final Deque<String> errorLines = new ArrayDeque<>();

  private FfmpegProcess(Process process, Consumer<String> lines) {
    this.process = process;
    outputThread = new Thread(() -> forward(process.getInputStream(), lines), "ff-out");
    errorThread = new Thread(() -> forward(process.getErrorStream(), this::keepError), "ff-err");
    exitHook = new Thread(process::destroy, "ff-exit");
  }

  static FfmpegProcess start(List<String> command, Consumer<String> lines) {
    try {
      Process process = new ProcessBuilder(command).start();
      process.getOutputStream().close();
      FfmpegProcess started = new FfmpegProcess(process, lines);
      started.watch();
      return started;
    } catch (IOException e) {
      throw new FfmpegException("ffmpeg does not start: " + e.getMessage(), e);
    }
  }

  private void watch() {
    outputThread.setDaemon(true);
    errorThread.setDaemon(true);
    outputThread.start();
    errorThread.start();
    Runtime.getRuntime().addShutdownHook(exitHook);
  }

  private static void forward(InputStream output, Consumer<String> lines) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.accept(line);
      }
    } catch (IOException e) {
      LOG.debug("ffmpeg's output ended: {}", e.getMessage());
    }
  }

  private void keepError(String line) {
    synchronized (errorLines) {
      if (errorLines.size() == ERROR_LINES_MAX) {
        errorLines.removeFirst();
      }
      errorLines.addLast(line.substring(0, Math.min(line.length(), ERROR_LINE_LENGTH_MAX)));
    }
  }

  /** Returns whether it has not ended yet. */
  public boolean isRunning() {
    return process.isAlive();
  }

  /** Returns its identity, for tests and logs. */
  public long pid() {
    return process.pid();
  }

  /** Returns the last of its errors, at most {@value #ERROR_LINES_MAX} lines. They may hold the URLs it was given. */
  public List<String> errors() {
    synchronized (errorLines) {
      return List.copyOf(errorLines);
    }
  }

  /** Waits for it to end; returns its exit code, or nothing if the time passed first. */
  public OptionalInt awaitExit(long timeout, TimeUnit unit) throws InterruptedException {
    if (!process.waitFor(timeout, unit)) {
      return OptionalInt.empty();
    }
    finish();
    return OptionalInt.of(process.exitValue());
  }

  /** Asks it to end, which lets it finish its output, and makes it end if it does not within some seconds. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
      finish();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void finish() throws InterruptedException {
    outputThread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    errorThread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    try {
      Runtime.getRuntime().removeShutdownHook(exitHook);
    } catch (IllegalStateException e) {
      LOG.debug("ffmpeg ended while the JVM does: {}", e.getMessage());
    }
  }
}
