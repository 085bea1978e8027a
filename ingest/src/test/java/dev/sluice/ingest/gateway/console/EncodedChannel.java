package dev.sluice.ingest.gateway.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.javacpp.Loader;

/** A channel whose playlists and segments the bundled FFmpeg writes in real time. */
final class EncodedChannel implements AutoCloseable {
  private static final String MEDIA_PLAYLIST = "playlist_main.m3u8";

  private final Path directory;
  private Process encoder;

  EncodedChannel(Path directory) {
    this.directory = directory;
  }

  boolean isOnAir() {
    return encoder != null && encoder.isAlive() && Files.exists(directory.resolve("playlist.m3u8"));
  }

  /** Starts to publish; after a stop the playlists go on with a discontinuity. */
  void publish() throws IOException {
    Files.createDirectories(directory);
    List<String> input = List.of(
        Loader.load(ffmpeg.class),
        "-nostdin",
        "-hide_banner",
        "-loglevel",
        "error",
        "-re",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=640x360:rate=25",
        "-f",
        "lavfi",
        "-i",
        "sine=frequency=440:sample_rate=48000");
    List<String> coding = List.of(
        "-c:v",
        "h264",
        "-pix_fmt",
        "yuv420p",
        "-b:v",
        "600k",
        "-g",
        "25",
        "-bf",
        "0",
        "-c:a",
        "aac",
        "-b:a",
        "96k");
    List<String> output = List.of(
        "-f",
        "hls",
        "-hls_time",
        "1",
        "-hls_list_size",
        "60",
        "-hls_flags",
        "append_list+omit_endlist+program_date_time+temp_file",
        "-hls_segment_filename",
        "playlist_%05d.ts",
        "-master_pl_name",
        "playlist.m3u8",
        MEDIA_PLAYLIST);
    List<String> command =
        Stream.of(input, coding, output).flatMap(List::stream).toList();
    encoder =
        new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
  }

  /** Stops as an encoder that is killed: the playlists stay as they are, without an end. */
  void stop() {
    if (encoder == null) {
      return;
    }
    encoder.destroyForcibly();
    try {
      encoder.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    encoder = null;
  }

  /** Ends the stream for good: the playlist says so. */
  void end() throws IOException {
    stop();
    Files.writeString(mediaPlaylist(), "#EXT-X-ENDLIST\n", StandardOpenOption.APPEND);
  }

  /** Starts a stream that knows nothing of the one before. */
  void publishAnew() throws IOException {
    Files.delete(mediaPlaylist());
    publish();
  }

  String playlist() throws IOException {
    return Files.readString(mediaPlaylist());
  }

  private Path mediaPlaylist() {
    return directory.resolve(MEDIA_PLAYLIST);
  }

  @Override
  public void close() {
    stop();
  }
}
