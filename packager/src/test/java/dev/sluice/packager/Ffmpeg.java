package dev.sluice.packager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;

/** Runs the bundled FFmpeg programs, which write test media and read ours back; each run has a deadline. */
public final class Ffmpeg {
  private static final long DEADLINE_S = 60;

  private Ffmpeg() {}

  /** Runs {@code ffmpeg} without a terminal; fails unless it exits with 0 and has no error to report. */
  public static void ffmpeg(String... arguments) {
    List<String> command = new ArrayList<>(List.of(
        Loader.load(org.bytedeco.ffmpeg.ffmpeg.class),
        "-nostdin",
        "-hide_banner",
        "-v",
        "error",
        "-y"));
    command.addAll(List.of(arguments));
    assertThat(run(command)).as("output of %s", command).isEmpty();
  }

  /** Runs {@code ffprobe}; returns its output in compact form, a line an entry. */
  public static List<String> ffprobe(String... arguments) {
    List<String> command = new ArrayList<>(List.of(
        Loader.load(org.bytedeco.ffmpeg.ffprobe.class),
        "-hide_banner",
        "-v",
        "error",
        "-of",
        "csv"));
    command.addAll(List.of(arguments));
    return run(command).lines().toList();
  }

  private static String run(List<String> command) {
    Process process = start(command);
    try {
      // Read aside, so that a silent process cannot outlast the deadline.
      CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> readAll(process));
      assertThat(process.waitFor(DEADLINE_S, TimeUnit.SECONDS))
          .as("%s in time", command)
          .isTrue();
      String text = output.join();
      assertThat(process.exitValue()).as("exit of %s: %s", command, text).isZero();
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted: " + command, e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
