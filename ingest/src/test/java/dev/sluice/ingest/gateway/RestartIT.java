package dev.sluice.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.gateway.compose.Gateway;
import dev.sluice.ingest.gateway.config.Configuration;
import dev.sluice.ingest.transcode.BundledFfmpeg;
import dev.sluice.ingest.transcode.FfmpegProcess;
import dev.sluice.ingest.transcode.TestPublication;
import dev.sluice.origin.Tests;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What of a channel is there again when the gateway is, after a stop and after a kill. */
@Timeout(180)
class RestartIT {
  private static final Path NATIVE = Path.of("target", "native");
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(40);
  private static final String CLIPS = "/api/v1/channels/cam/clips";
  private static final String DVR = "/live/cam/dvr.m3u8";
  private static final String YAML = """
      data_dir: DATA
      auth: open
      rehearsal: 0s
      http: {listen: "127.0.0.1:0"}
      rtmp: {listen: "127.0.0.1:0"}
      transcode: {enabled: false}
      channels: {resume_window: WINDOW}
      origin:
        hot_capacity: 64MiB
        cold: {type: directory}
      """;

  private final BundledFfmpeg ffmpeg = BundledFfmpeg.unpack(NATIVE);
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir
  private Path temporary;

  private Path file;
  private String token;
  private URI base;

  @BeforeEach
  void makeToken() {
    token = adminToken(temporary.resolve("data"));
  }

  @Test
  void shouldGoOnInTheWindowAfterAStop() throws Exception {
    configure("120s");
    Map<String, ByteBuffer> segments;
    long firstNumber;
    try (Gateway gateway = launch()) {
      publish(gateway.rtmpAddress().getPort(), 7);
      Tests.await(() -> names().size() >= 3, "three segments", PATIENCE_NS);
      firstNumber = number(playlist());
      assertThat(post("{\"start\":1,\"end\":4000000000,\"name\":\"all\",\"keep\":\"1d\"}"))
          .isEqualTo(201);
      assertThat(post("{\"start\":1,\"end\":4000000000,\"name\":\"gone\"}")).isEqualTo(201);
      assertThat(delete(CLIPS + "/gone")).isEqualTo(204);
      segments = segments();
    }

    try (Gateway gateway = launch()) {
      assertThat(segments()).containsAllEntriesOf(segments);
      assertThat(number(playlist())).isEqualTo(firstNumber);
      assertThat(playlist()).doesNotContain("EXT-X-GAP", "EXT-X-ENDLIST");
      assertThat(text(CLIPS)).contains("\"all\"").doesNotContain("gone");
      assertThat(text("/live/cam/clip-all.m3u8")).contains("clip-all_");
      assertThat(get("/live/cam/clip-all.mp4").statusCode()).isEqualTo(200);

      publish(gateway.rtmpAddress().getPort(), 5);
      Tests.await(() -> names().size() >= segments.size() + 2, "more segments", PATIENCE_NS);
      assertThat(segments()).containsAllEntriesOf(segments);
      assertThat(playlist().split("#EXT-X-DISCONTINUITY\n")).hasSize(2);
      assertThat(number(playlist())).isEqualTo(firstNumber);

      assertThat(delete(CLIPS + "/all")).isEqualTo(204);
      assertThat(get(CLIPS + "/all").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void shouldLeaveAVideoOnDemandBehindWhenItIsKilled() throws Exception {
    configure("12s");
    Map<String, ByteBuffer> segments = new HashMap<>();
    try (KilledGateway killed = new KilledGateway(file, temporary.resolve("log"))) {
      base = killed.http();
      try (FfmpegProcess publisher = publisher(killed.rtmpPort(), 60)) {
        Tests.await(() -> names().size() >= 3, "three segments", PATIENCE_NS);
        segments.putAll(segments());
        Tests.await(() -> names().size() > segments.size(), "another segment", PATIENCE_NS);
        killed.kill();
        assertThat(publisher.awaitExit(30, TimeUnit.SECONDS)).isPresent();
      }
    }

    try (Gateway gateway = launch()) {
      assertThat(segments()).containsAllEntriesOf(segments);
      assertThat(gateway.channels()).isEmpty();
      Tests.await(
          () -> playlist().endsWith("#EXT-X-ENDLIST\n"), "the end of the event", PATIENCE_NS);
      assertThat(playlist()).contains("#EXT-X-PLAYLIST-TYPE:VOD\n");
      segments.putAll(segments());
    }

    try (Gateway gateway = launch()) {
      assertThat(gateway.channels()).isEmpty();
      assertThat(playlist()).endsWith("#EXT-X-ENDLIST\n");
      assertThat(segments()).isEqualTo(segments);
    }
  }

  private void configure(String resumeWindow) throws IOException {
    String data = temporary.resolve("data").toString();
    file = Files.writeString(
        temporary.resolve("sluice.yaml"),
        YAML.replace("DATA", data).replace("WINDOW", resumeWindow));
  }

  private static String adminToken(Path dataDir) {
    StringWriter out = new StringWriter();
    Terminal terminal = new Terminal(
        Map.of(), new PrintWriter(out), new PrintWriter(System.err, true), new StopSignal());
    String command = "keys create --role admin --data-dir " + dataDir;
    assertThat(Sluice.run(terminal, command.split(" "))).isZero();
    List<String> lines = out.toString().lines().toList();
    return lines.get(lines.size() - 1);
  }

  private Gateway launch() {
    Gateway gateway =
        Gateway.launch(Configuration.load(Map.of(), Optional.of(file), Map.of()).settings());
    base = URI.create("http://127.0.0.1:" + gateway.httpAddress().getPort());
    return gateway;
  }

  private void publish(int rtmpPort, int seconds) throws InterruptedException {
    try (FfmpegProcess publisher = publisher(rtmpPort, seconds)) {
      assertThat(publisher.awaitExit(60, TimeUnit.SECONDS)).isEqualTo(OptionalInt.of(0));
    }
  }

  private FfmpegProcess publisher(int rtmpPort, int seconds) throws InterruptedException {
    List<String> arguments = new ArrayList<>(TestPublication.testCard(ffmpeg));
    arguments.addAll(List.of("-t", Integer.toString(seconds)));
    arguments.addAll(TestPublication.to("rtmp://127.0.0.1:" + rtmpPort + "/live/cam"));
    return ffmpeg.ffmpeg(arguments, line -> {});
  }

  /** Returns the bytes of everything that the window lists as there, init segments included, by name. */
  private Map<String, ByteBuffer> segments() {
    Map<String, ByteBuffer> segments = new HashMap<>();
    for (String name : names()) {
      HttpResponse<byte[]> segment = get("/live/cam/" + name);
      assertThat(segment.statusCode()).as(name).isEqualTo(200);
      segments.put(name, ByteBuffer.wrap(segment.body()));
    }
    return segments;
  }

  /** Returns the names of what the window of the best rendition lists as there. */
  private List<String> names() {
    List<String> names = new ArrayList<>();
    boolean isGap = false;
    for (String line : playlist().lines().toList()) {
      if (line.startsWith("#EXT-X-MAP:")) {
        names.add(line.split("\"")[1]);
      } else if (!line.startsWith("#") && !isGap) {
        names.add(line);
      }
      isGap = line.startsWith("#EXT-X-GAP");
    }
    return names;
  }

  private String playlist() {
    return text(DVR)
        .lines()
        .filter(line -> line.startsWith("dvr_"))
        .findFirst()
        .map(uri -> text("/live/cam/" + uri))
        .orElse("");
  }

  private static long number(String playlist) {
    return playlist
        .lines()
        .filter(line -> line.startsWith("#EXT-X-MEDIA-SEQUENCE:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private String text(String path) {
    HttpResponse<byte[]> response = get(path);
    return response.statusCode() == 200 ? new String(response.body()) : "";
  }

  private HttpResponse<byte[]> get(String path) {
    return send(HttpRequest.newBuilder(base.resolve(path)));
  }

  private int delete(String path) {
    return send(HttpRequest.newBuilder(base.resolve(path)).DELETE()).statusCode();
  }

  private int post(String body) {
    return send(HttpRequest.newBuilder(base.resolve(CLIPS)).POST(BodyPublishers.ofString(body)))
        .statusCode();
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return client.send(
          request.header("Authorization", "Bearer " + token).build(), BodyHandlers.ofByteArray());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A gateway in a process of its own, which ends without a warning. */
  private static final class KilledGateway implements AutoCloseable {
    private final Process process;
    private final Map<String, String> lines;

    KilledGateway(Path file, Path log) throws IOException {
      process = new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "--add-opens",
              "java.base/jdk.internal.misc=ALL-UNNAMED",
              "-Xmx256m",
              "-cp",
              System.getProperty("java.class.path"),
              Sluice.class.getName(),
              "serve",
              "--config",
              file.toString())
          .redirectError(log.toFile())
          .start();
      lines = CompletableFuture.supplyAsync(() -> readUntilServing(process.inputReader()))
          .completeOnTimeout(Map.of(), PATIENCE_NS, TimeUnit.NANOSECONDS)
          .join();
      if (lines.isEmpty()) {
        kill();
      }
      assertThat(lines).as(Files.readString(log)).isNotEmpty();
    }

    /** Returns the addresses that it prints, nothing if it ends before all are there. */
    private static Map<String, String> readUntilServing(BufferedReader output) {
      Map<String, String> addresses = new HashMap<>();
      for (String line : (Iterable<String>) output.lines()::iterator) {
        if (line.startsWith("Stop with")) {
          return addresses;
        }
        String[] words = line.strip().split(" +");
        addresses.put(words[0], words[words.length - 1]);
      }
      return Map.of();
    }

    URI http() {
      return URI.create("http://" + lines.get("HTTP"));
    }

    int rtmpPort() {
      return URI.create("rtmp://" + lines.get("RTMP")).getPort();
    }

    void kill() {
      process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() throws IOException {
      kill();
      process.getInputStream().close();
    }
  }
}
