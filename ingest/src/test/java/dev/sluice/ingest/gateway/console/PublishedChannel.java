package dev.sluice.ingest.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.gateway.compose.Gateway;
import dev.sluice.ingest.gateway.config.Configuration;
import dev.sluice.ingest.transcode.BundledFfmpeg;
import dev.sluice.ingest.transcode.FfmpegProcess;
import dev.sluice.ingest.transcode.TestPublication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A channel of a gateway of its own, to which the bundled FFmpeg publishes in real time. */
final class PublishedChannel implements AutoCloseable {
  private static final Path NATIVE = Path.of("target", "native");
  private static final List<String> PICTURE =
      List.of("-re", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25");
  private static final List<String> TONE =
      List.of("-re", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000");
  private static final List<String> H264 =
      List.of("-c:v", "h264", "-pix_fmt", "yuv420p", "-b:v", "600k", "-g", "25", "-bf", "0");
  private static final List<String> AAC = List.of("-c:a", "aac", "-b:a", "96k");

  private final BundledFfmpeg ffmpeg = BundledFfmpeg.unpack(NATIVE);
  private final String name;
  private final Gateway gateway;
  private FfmpegProcess publisher;

  /** Opens a gateway with settings of the environment, e.g. {@code SLUICE_OUTPUTS}; as it is, no video is encoded anew. */
  PublishedChannel(String name, Path dataDir, Map<String, String> environment) {
    this.name = name;
    Map<String, String> settings = Map.of(
        "data_dir", dataDir.toString(),
        "auth", "open",
        "http.listen", "127.0.0.1:0",
        "rtmp.listen", "127.0.0.1:0",
        "origin.hot_capacity", "64MiB",
        "transcode.thumbnail_interval", "1s",
        "channels.resume_window", "12s");
    gateway = Gateway.launch(
        Configuration.load(settings, Optional.empty(), environment).settings());
  }

  /** Returns the root of the pages, without a slash at its end. */
  String base() {
    return "http://127.0.0.1:" + gateway.httpAddress().getPort();
  }

  void publish() {
    publish(List.of(PICTURE, TONE, H264, AAC));
  }

  /** Publishes the sound alone. */
  void publishTone() {
    publish(List.of(TONE, AAC));
  }

  private void publish(List<List<String>> options) {
    List<String> arguments = new ArrayList<>();
    options.forEach(arguments::addAll);
    arguments.addAll(TestPublication.to(
        "rtmp://127.0.0.1:" + gateway.rtmpAddress().getPort() + "/live/" + name));
    publisher = ffmpeg.ffmpeg(arguments, line -> {});
  }

  /** Sends the publisher a signal: STOP lets it halt with its connection open, CONT lets it go on. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(publisher.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** Stops to publish; unless it goes on within the resume window, the stream is over. */
  void stop() {
    if (publisher != null) {
      publisher.close();
      publisher = null;
    }
  }

  String playlist() throws IOException, InterruptedException {
    URI uri = URI.create(base() + "/live/" + name + "/playlist_360p25.m3u8");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Override
  public void close() {
    stop();
    gateway.close();
  }
}
