package dev.sluice.ingest.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.gateway.compose.Gateway;
import dev.sluice.ingest.gateway.compose.LaunchException;
import dev.sluice.ingest.gateway.config.Configuration;
import dev.sluice.ingest.transcode.BundledFfmpeg;
import dev.sluice.ingest.transcode.FfmpegProcess;
import dev.sluice.ingest.transcode.TestPublication;
import dev.sluice.origin.Tests;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The storage API as an operator sets it up: by a file of settings and keys of the command line. */
@Timeout(240)
class StorageIT {
  private static final Path NATIVE = Path.of("target", "native");
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(40);
  private static final String YAML = """
      data_dir: DATA
      http: {listen: "127.0.0.1:0"}
      rtmp: {listen: "127.0.0.1:0"}
      transcode: {enabled: false}
      namespaces:
        - name: live-origin
          hot_capacity: 16MiB
      origin:
        hot_capacity: 64MiB
        live_reserve: 16MiB
      """;

  private final BundledFfmpeg ffmpeg = BundledFfmpeg.unpack(NATIVE);
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir
  private Path temporary;

  private Path dataDir;

  @BeforeEach
  void setUp() {
    dataDir = temporary.resolve("data");
  }

  @Test
  void shouldServeWhatFfmpegPushesToAConfiguredNamespace() throws Exception {
    try (Gateway gateway = launch("")) {
      String writer = key("readwrite --namespace live-origin --prefix show");
      String reader = key("readonly --namespace live-origin");
      String playlist = "/cache/live-origin/show/index.m3u8";

      try (FfmpegProcess encoder = push(gateway, "show", "?token=" + writer)) {
        Tests.await(
            () -> status(gateway, playlist + "?token=" + reader) == 200, "a playlist", PATIENCE_NS);
        assertThat(encoder.awaitExit(60, TimeUnit.SECONDS)).isEqualTo(OptionalInt.of(0));
        assertThat(encoder.errors()).isEmpty();
      }

      assertThat(probe(gateway, playlist + "?token=" + reader)).contains("video");
      assertThat(get(gateway, playlist + "?token=" + reader).body())
          .contains("EXT-X-ENDLIST")
          .doesNotContain(writer);
      assertThat(status(gateway, playlist)).isEqualTo(401);
      assertThat(put(gateway, "/cache/live-origin/other", writer, "x")).isEqualTo(403);
      assertThat(get(gateway, "/metrics").body())
          .contains("sluice_namespace_objects{namespace=\"live-origin\"}")
          .doesNotContain(writer);
    }
  }

  @Test
  void shouldHaveAgainAfterARestartWhatHasLifetimeLeft() throws Exception {
    String settings = "  cold: {type: directory}\n";
    String admin = key("admin");
    long lastSequence;
    try (Gateway gateway = launch(settings)) {
      put(gateway, "/api/v1/namespaces/vod", admin, "{\"hot_capacity\":\"8MiB\"}");
      assertThat(put(gateway, "/cache/vod/a/film.txt?ttl_seconds=600", admin, "film"))
          .isEqualTo(204);
      assertThat(put(gateway, "/cache/live-origin/k", admin, "pushed")).isEqualTo(204);
      lastSequence = publish(gateway);
    }

    try (Gateway gateway = launch(settings)) {
      assertThat(get(gateway, "/cache/vod/a/film.txt?token=" + admin).body()).isEqualTo("film");
      assertThat(get(gateway, "/cache/live-origin/k?token=" + admin).body()).isEqualTo("pushed");
      Tests.await(
          () -> get(gateway, "/metrics").body().contains("sluice_cold_reads_total 2.0"),
          "both reads are counted");
      assertThat(publish(gateway)).isGreaterThan(lastSequence);
    }
  }

  @Test
  void shouldAskForATokenWhereAChannelNeedsOne() throws Exception {
    String reader = key("readonly --namespace live --prefix paid-cam");
    try (Gateway gateway = launch("playback: [{channels: paid-*, access: token}]\n")) {
      assertThat(status(gateway, "/live/free/playlist.m3u8")).isEqualTo(404);
      assertThat(status(gateway, "/live/paid-cam/playlist.m3u8")).isEqualTo(401);
      assertThat(status(gateway, "/live/paid-cam/playlist.m3u8?token=" + reader))
          .isEqualTo(404);
      assertThat(status(gateway, "/live/paid-other/playlist.m3u8?token=" + reader))
          .isEqualTo(403);
    }
  }

  @Test
  void shouldSayThatTheColdTierHasNoDirectory() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "");

    assertThatThrownBy(() -> launch("  cold: {type: directory, path: " + file + "}\n"))
        .isInstanceOf(LaunchException.class)
        .hasMessageStartingWith("origin.cold.path: " + file + " (expected: a directory that can be"
            + " made and written, and nobody else uses): ");
  }

  @Test
  void shouldSayWhichKeptNamespaceHasNoRoom() throws IOException {
    Files.createDirectories(dataDir);
    Path list = dataDir.resolve("namespaces.jsonl");
    Files.writeString(list, "{\"name\":\"big\",\"hot_capacity\":\"1GiB\"}\n");

    assertThatThrownBy(() -> launch(""))
        .isInstanceOf(LaunchException.class)
        .hasMessageStartingWith(list + ":1: hotCapacity: 1073741824 (expected: at most ");
  }

  /** Starts a gateway from a file; settings that are indented go below {@code origin}. */
  private Gateway launch(String more) throws IOException {
    String yaml = YAML.replace("DATA", dataDir.toString()) + more;
    Path file = Files.writeString(temporary.resolve("sluice.yaml"), yaml);
    return Gateway.launch(
        Configuration.load(Map.of(), Optional.of(file), Map.of()).settings());
  }

  /** Makes a key as an operator does, and returns its token. */
  private String key(String arguments) {
    StringWriter out = new StringWriter();
    Terminal terminal = new Terminal(
        Map.of(), new PrintWriter(out), new PrintWriter(System.err, true), new StopSignal());
    String command = "keys create --data-dir " + dataDir + " --role " + arguments;
    assertThat(Sluice.run(terminal, command.split(" "))).isZero();
    List<String> lines = out.toString().lines().toList();
    return lines.get(lines.size() - 1);
  }

  private FfmpegProcess push(Gateway gateway, String directory, String query)
      throws InterruptedException {
    String base = uri(gateway, "/cache/live-origin/" + directory + "/").toString();
    List<String> arguments = new ArrayList<>(
        List.of("-re -f lavfi -i testsrc=size=160x120:rate=25 -t 4 -c:v libx264 -g 25".split(" ")));
    arguments.addAll(List.of("-f", "hls"));
    arguments.addAll(List.of("-hls_time", "1", "-hls_list_size", "4", "-method", "PUT"));
    arguments.addAll(List.of("-http_persistent", "1", "-hls_segment_filename"));
    arguments.addAll(List.of(base + "s%d.ts" + query, base + "index.m3u8" + query));
    return ffmpeg.ffmpeg(arguments, line -> {});
  }

  private List<String> probe(Gateway gateway, String path) throws InterruptedException {
    List<String> frames = new CopyOnWriteArrayList<>();
    try (FfmpegProcess player = ffmpeg.ffprobe(
        List.of(
            "-show_entries",
            "frame=media_type",
            "-of",
            "csv=p=0",
            uri(gateway, path).toString()),
        frames::add)) {
      assertThat(player.awaitExit(30, TimeUnit.SECONDS)).isEqualTo(OptionalInt.of(0));
      assertThat(player.errors()).isEmpty();
    }
    return frames.stream().map(frame -> frame.split(",")[0]).distinct().toList();
  }

  /** Publishes for some seconds, and returns the number of the last segment. */
  private long publish(Gateway gateway) throws Exception {
    List<String> arguments = new ArrayList<>(TestPublication.testCard(ffmpeg));
    arguments.addAll(List.of("-t", "5"));
    arguments.addAll(
        TestPublication.to("rtmp://127.0.0.1:" + gateway.rtmpAddress().getPort() + "/live/cam?key="
            + gateway.publishKey().orElseThrow()));
    try (FfmpegProcess publisher = ffmpeg.ffmpeg(arguments, line -> {})) {
      Tests.await(
          () -> status(gateway, "/live/cam/playlist.m3u8") == 200, "a playlist", PATIENCE_NS);
      assertThat(publisher.awaitExit(30, TimeUnit.SECONDS)).isEqualTo(OptionalInt.of(0));
    }
    String variant = get(gateway, "/live/cam/playlist.m3u8")
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .findFirst()
        .orElseThrow();
    List<String> lines = get(gateway, "/live/cam/" + variant).body().lines().toList();
    String first = lines.stream()
        .filter(line -> line.startsWith("#EXT-X-MEDIA-SEQUENCE:"))
        .findFirst()
        .orElseThrow();
    long segmentCount = lines.stream().filter(line -> !line.startsWith("#")).count();
    return Long.parseLong(first.substring(first.indexOf(':') + 1)) + segmentCount - 1;
  }

  private int put(Gateway gateway, String path, String token, String body) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri(gateway, path))
        .header("Authorization", "Bearer " + token)
        .PUT(BodyPublishers.ofString(body, UTF_8))
        .build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  private HttpResponse<String> get(Gateway gateway, String path) {
    try {
      return client.send(
          HttpRequest.newBuilder(uri(gateway, path)).build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private int status(Gateway gateway, String path) {
    return get(gateway, path).statusCode();
  }

  private static URI uri(Gateway gateway, String path) {
    return URI.create("http://127.0.0.1:" + gateway.httpAddress().getPort() + path);
  }
}
