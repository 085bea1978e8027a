package dev.sluice.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** How a program ended that tests ran, and what it said, errors included. */
public record FinishedProgram(int exitCode, String output) {
  private static final long DEADLINE_S = 60;

  /** Runs a program; fails, and ends it, unless it ends within a minute. */
  public static FinishedProgram run(ProcessBuilder builder)
      throws IOException, InterruptedException {
    return await(builder.redirectErrorStream(true).start());
  }

  /** Waits for a program that runs; fails, and ends it, unless it ends within a minute. */
  public static FinishedProgram await(Process process) throws InterruptedException {
    try {
      // Read aside, so that a silent program cannot outlast the deadline.
      CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> readAll(process));
      assertThat(process.waitFor(DEADLINE_S, TimeUnit.SECONDS))
          .as("%s in time", process.info())
          .isTrue();
      return new FinishedProgram(
          process.exitValue(), output.orTimeout(DEADLINE_S, TimeUnit.SECONDS).join());
    } finally {
      process.destroyForcibly();
    }
  }

  private static String readAll(Process process) {
    try (InputStream in = process.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
