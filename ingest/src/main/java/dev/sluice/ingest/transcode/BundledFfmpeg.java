package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.libav.LibavException;
import dev.sluice.ingest.transcode.libav.Natives;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.ffmpeg.ffprobe;
import org.bytedeco.javacpp.Loader;

/**
 * The {@code ffmpeg} and {@code ffprobe} programs that come with the natives. Any thread.
 *
 * <p>They are unpacked on first use (some 90 MB) and found again by later processes.
 */
public final class BundledFfmpeg {
  private static final List<String> QUIET = List.of("-hide_banner", "-nostdin", "-v", "error");

  private final String ffmpegProgram;
  private final String ffprobeProgram;

  private BundledFfmpeg(String ffmpegProgram, String ffprobeProgram) {
    this.ffmpegProgram = ffmpegProgram;
    this.ffprobeProgram = ffprobeProgram;
  }

  /**
   * Unpacks the programs if they are not there yet.
   *
   * @param cache directory for what is unpacked, made when it is missing; the first call in a process decides
   * @throws FfmpegException if the directory cannot be made, or there are no natives for this machine
   */
  public static BundledFfmpeg unpack(Path cache) {
    try {
      Natives.unpackInto(cache);
      return new BundledFfmpeg(Loader.load(ffmpeg.class), Loader.load(ffprobe.class));
    } catch (LibavException e) {
      throw new FfmpegException(e.getMessage(), e);
    } catch (UnsatisfiedLinkError e) {
      throw new FfmpegException("no ffmpeg for this machine: " + e.getMessage(), e);
    }
  }

  /** Returns the directory for what is unpacked, below the directory for data. */
  public static Path cacheIn(Path dataDir) {
    return dataDir.resolve("native");
  }

  /**
   * Starts {@code ffmpeg}; only errors come on its standard error.
   *
   * @param lines takes what it prints, on a thread of the process
   * @throws FfmpegException if it cannot be started
   */
  public FfmpegProcess ffmpeg(List<String> arguments, Consumer<String> lines) {
    return FfmpegProcess.start(command(ffmpegProgram, QUIET, arguments), lines);
  }

  /**
   * Starts {@code ffprobe}; only errors come on its standard error.
   *
   * @param lines takes what it prints, on a thread of the process
   * @throws FfmpegException if it cannot be started
   */
  public FfmpegProcess ffprobe(List<String> arguments, Consumer<String> lines) {
    return FfmpegProcess.start(
        command(ffprobeProgram, List.of("-hide_banner", "-v", "error"), arguments), lines);
  }

  private static List<String> command(
      String program, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(options);
    command.addAll(arguments);
    return command;
  }
}
