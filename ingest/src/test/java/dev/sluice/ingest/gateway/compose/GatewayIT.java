package dev.sluice.ingest.gateway.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.gateway.config.Configuration;
import dev.sluice.ingest.transcode.BundledFfmpeg;
import dev.sluice.ingest.transcode.FfmpegProcess;
import dev.sluice.ingest.transcode.TestPublication;
import dev.sluice.origin.Tests;
import dev.sluice.origin.tls.PemFiles;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class GatewayIT {
  private static final Path NATIVE = Path.of("target", "native");
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(40);
  private static final List<String> THREAD_PREFIXES =
      List.of("in-", "tc-", "enc-", "pk-", "http-", "house");

  private final BundledFfmpeg ffmpeg = BundledFfmpeg.unpack(NATIVE);
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir
  private Path dataDir;

  @Test
  void shouldServeWhatIsPublishedAndLeaveNothingBehind() throws Exception {
    Gateway gateway = launch();
    List<String> frames;
    try (FfmpegProcess publisher = publish(gateway, 6)) {
      Tests.await(
          () -> status(gateway, "/live/cam/playlist.m3u8") == 200, "a playlist", PATIENCE_NS);
      frames = decode(gateway);
      assertThat(publisher.errors()).isEmpty();
      assertThat(status(gateway, "/readyz")).isEqualTo(200);
      assertThat(status(gateway, "/watch/cam")).isEqualTo(200);
    }

    gateway.close();
    gateway.close();

    assertThat(frames).anyMatch(l -> l.startsWith("video")).anyMatch(l -> l.startsWith("audio"));
    assertThat(gateway.storeCounters().slabBytesLent()).isZero();
    assertThat(gateway.storeCounters().leases()).isZero();
    assertClosed(gateway.rtmpAddress());
    assertClosed(gateway.httpAddress());
    Tests.await(() -> threadsOfGateways().isEmpty(), "threads end");
  }

  @Test
  void shouldServeOverTlsWithHttp2WhereThereIsACertificate() throws Exception {
    X509Bundle bundle = PemFiles.bundle("gateway");
    PemFiles files = new PemFiles(dataDir).write(bundle);
    Map<String, String> presets = new HashMap<>(presets());
    presets.put("https.listen", "127.0.0.1:0");
    presets.put("https.certificate", files.certificate.toString());
    presets.put("https.key", files.key.toString());
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, bundle.toTrustManagerFactory().getTrustManagers(), null);

    try (Gateway gateway =
        Gateway.launch(Configuration.load(presets, Optional.empty(), Map.of()).settings())) {
      int port = gateway.httpsAddress().orElseThrow().getPort();
      HttpResponse<String> response = HttpClient.newBuilder()
          .sslContext(trusting)
          .build()
          .send(
              HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/readyz"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    }
  }

  @Test
  void shouldSayWhichCertificateIsNoGood() {
    Map<String, String> presets = new HashMap<>(presets());
    presets.put("https.certificate", dataDir.resolve("none.pem").toString());
    presets.put("https.key", dataDir.resolve("none.key").toString());

    assertThatThrownBy(() -> Gateway.launch(
            Configuration.load(presets, Optional.empty(), Map.of()).settings()))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("https.certificate: ")
        .hasMessageContaining("none.pem");
  }

  @Test
  void shouldSayWhichListenerCannotBindAndLeaveNothingBehind() {
    try (Gateway first = launch()) {
      Map<String, String> presets = new HashMap<>(presets());
      presets.put("http.listen", "127.0.0.1:" + first.httpAddress().getPort());
      Configuration second = Configuration.load(presets, Optional.empty(), Map.of());

      assertThatThrownBy(() -> Gateway.launch(second.settings()))
          .isInstanceOf(LaunchException.class)
          .hasMessageStartingWith("http.listen: ")
          .hasMessageEndingWith("Address already in use");
    }
    Tests.await(() -> threadsOfGateways().isEmpty(), "threads end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http.listen", "rtmp.listen"})
  void shouldSayWhichListenerHasANameThatNobodyKnows(String setting) {
    String host = "x".repeat(/* more than DNS allows */ 64);
    Map<String, String> presets = new HashMap<>(presets());
    presets.put(setting, host + ":0");
    Configuration configuration = Configuration.load(presets, Optional.empty(), Map.of());

    assertThatThrownBy(() -> Gateway.launch(configuration.settings()))
        .isInstanceOf(LaunchException.class)
        .hasMessageStartingWith(setting + ": " + host)
        .hasMessageEndingWith("the name is not known");
  }

  private Gateway launch() {
    return Gateway.launch(
        Configuration.load(presets(), Optional.empty(), Map.of()).settings());
  }

  private Map<String, String> presets() {
    return Map.of(
        "data_dir", dataDir.toString(),
        "http.listen", "127.0.0.1:0",
        "rtmp.listen", "127.0.0.1:0",
        "origin.hot_capacity", "64MiB");
  }

  private FfmpegProcess publish(Gateway gateway, int seconds) throws InterruptedException {
    List<String> arguments = new ArrayList<>(TestPublication.testCard(ffmpeg));
    arguments.addAll(List.of("-t", Integer.toString(seconds)));
    arguments.addAll(
        TestPublication.to("rtmp://127.0.0.1:" + gateway.rtmpAddress().getPort() + "/live/cam?key="
            + gateway.publishKey().orElseThrow()));
    return ffmpeg.ffmpeg(arguments, line -> {});
  }

  private List<String> decode(Gateway gateway) throws InterruptedException {
    List<String> frames = new CopyOnWriteArrayList<>();
    String url = uri(gateway, "/live/cam/playlist.m3u8").toString();
    try (FfmpegProcess player = ffmpeg.ffprobe(
        List.of(
            "-read_intervals", "%+2", "-show_entries", "frame=media_type", "-of", "csv=p=0", url),
        frames::add)) {
      assertThat(player.awaitExit(30, TimeUnit.SECONDS)).isEqualTo(OptionalInt.of(0));
      assertThat(player.errors()).isEmpty();
    }
    return frames;
  }

  private int status(Gateway gateway, String path) {
    try {
      HttpRequest request = HttpRequest.newBuilder(uri(gateway, path)).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static URI uri(Gateway gateway, String path) {
    return URI.create("http://127.0.0.1:" + gateway.httpAddress().getPort() + path);
  }

  private static void assertClosed(InetSocketAddress address) {
    assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
        .isInstanceOf(ConnectException.class);
  }

  private static List<String> threadsOfGateways() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> THREAD_PREFIXES.stream().anyMatch(name::startsWith))
        .toList();
  }
}
