package dev.sluice.ingest.rtmp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.channel.PublishListener.Refusal;
import dev.sluice.ingest.rtmp.RtmpCounters.ConnectionRefusal;
import dev.sluice.origin.FinishedProgram;
import dev.sluice.origin.Tests;
import dev.sluice.origin.net.EventLoops;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real sockets, and FFmpeg as publisher. */
@Timeout(60)
class RtmpListenerIT {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);

  private final FakeDoor door = new FakeDoor();
  private final RtmpCounters counters = new RtmpCounters();
  private EventLoops loops;
  private RtmpListener listener;

  @BeforeEach
  void launch() {
    loops = EventLoops.launch("in", 1);
    listener = RtmpListener.launch(context());
  }

  private RtmpContext context() {
    return new RtmpContext()
        .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .eventLoops(loops.group(), loops.serverChannel())
        .publishDoor(door)
        .counters(counters)
        .maxConnectionsPerIp(4)
        .maxRefusalsPerMinute(2);
  }

  @AfterEach
  void close() {
    listener.close();
    assertThat(counters.openConnections()).isZero();
    loops.close();
  }

  @Test
  void shouldTakeWhatFfmpegPublishes() throws Exception {
    Process ffmpeg = ffmpeg("-t", "2", "-bf", "2");
    assertThat(ffmpeg.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(ffmpeg.exitValue()).isZero();
    Tests.await(() -> door.publication().closeCount == 1, "the end of the publication");

    assertThat(door.requests.get(0).channel()).isEqualTo("main");
    assertThat(door.requests.get(0).credential()).isEqualTo("T");
    assertThat(door.publication().videoCount).isEqualTo(60);
    assertThat(door.publication().audioCount).isBetween(80, 100);
    assertThat(door.publication().events)
        .contains("videoFormat AVC 320x180", "audioFormat AAC 44100");
    assertThat(door.publication().events).last().asString().startsWith("close publisher sent");
  }

  @ParameterizedTest
  @CsvSource({"libx265, HEVC", "libaom-av1, AV1"})
  void shouldTakeOtherCodingsOfFfmpeg(String encoder, String codec) throws Exception {
    Process ffmpeg = encoder.equals("libx265")
        ? ffmpeg("-t", "2", "-c:v", encoder, "-c:a", "libopus", "-ar", "48000")
        : ffmpeg("-t", "2", "-c:v", encoder, "-usage", "realtime", "-c:a", "libopus");
    assertThat(ffmpeg.waitFor(30, TimeUnit.SECONDS)).isTrue();
    Tests.await(() -> door.publication().closeCount == 1, "the end of the publication");

    assertThat(door.publication().videoCount).isEqualTo(60);
    assertThat(door.publication().audioCount).isBetween(98, 104);
    assertThat(door.publication().events)
        .contains("videoFormat " + codec + " 320x180", "audioFormat OPUS 48000");
    assertThat(counters.droppedMessages()).isZero();
  }

  @Test
  void shouldUnwrapTheTimesOfFfmpegAcross31Bits() throws Exception {
    Process ffmpeg = ffmpeg("-t", "3", "-output_ts_offset", "2147482");
    assertThat(ffmpeg.waitFor(30, TimeUnit.SECONDS)).isTrue();
    Tests.await(() -> door.publication().closeCount == 1, "the end of the publication");

    List<Long> times90k = new ArrayList<>();
    for (String event : door.publication().events) {
      if (event.startsWith("video ")) {
        times90k.add(Long.parseLong(event.split(" ")[2]));
      }
    }
    assertThat(times90k).hasSize(90).isSorted();
    assertThat(times90k.get(89) - times90k.get(0)).isBetween(260_000L, 270_000L);
    assertThat(counters.timestampWraps()).isEqualTo(1);
  }

  @Test
  void shouldLeaveNothingOfAKilledPublisher() throws Exception {
    Process ffmpeg = ffmpeg("-t", "60");
    Tests.await(() -> !door.publications.isEmpty() && door.publication().videoCount > 10, "media");

    ffmpeg.destroyForcibly();

    Tests.await(() -> counters.openConnections() == 0, "the end of the connection");
    assertThat(door.publication().closeCount).isEqualTo(1);
  }

  @Test
  void shouldEndPublicationsWhenTheListenerCloses() throws Exception {
    Process ffmpeg = ffmpeg("-t", "60");
    Tests.await(() -> !door.publications.isEmpty() && door.publication().videoCount > 10, "media");

    listener.close();

    assertThat(door.publication().events).last().isEqualTo("close the server stops");
    assertThat(ffmpeg.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldCapTheConnectionsOfAnAddressAndCloseHalfOpenOnes() throws IOException {
    listener.close();
    listener = RtmpListener.launch(context().handshakeTimeout(Duration.ofSeconds(5)));
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      sockets.add(connect());
    }
    Tests.await(
        () -> counters.refusedConnections(ConnectionRefusal.ADDRESS_LIMIT) == 2, "refusals");
    Tests.await(() -> counters.failedHandshakes() == 4, "the handshake deadline", PATIENCE_NS);
    for (Socket socket : sockets) {
      assertThat(isClosedByServer(socket)).isTrue();
      socket.close();
    }
  }

  @Test
  void shouldTellFfmpegWhyAndShutTheDoorAfterTooManyRefusals() throws Exception {
    door.answer = FakeDoor.Answer.REFUSE;
    for (int i = 0; i < 2; i++) {
      FinishedProgram ffmpeg = FinishedProgram.await(ffmpeg("-t", "5"));
      assertThat(ffmpeg.output()).contains("The key is not valid.");
      assertThat(ffmpeg.exitCode()).isNotZero();
    }

    try (Socket socket = connect()) {
      assertThat(isClosedByServer(socket)).isTrue();
    }

    assertThat(counters.refusedConnections(ConnectionRefusal.REFUSAL_RATE)).isEqualTo(1);
  }

  @Test
  void shouldNotShutTheDoorToAStandbyThatAsksAgainAndAgain() throws IOException {
    door.answer = FakeDoor.Answer.REFUSE;
    door.refusal = Refusal.BUSY;
    for (int i = 0; i < 4; i++) {
      try (Socket socket = connect()) {
        socket.getOutputStream().write(new Script().session("main").bytes());
        assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
            .contains("NetStream.Publish.BadName");
      }
    }

    assertThat(door.requests).hasSize(4);
    assertThat(counters.refusedConnections(ConnectionRefusal.REFUSAL_RATE)).isZero();
  }

  @Test
  void shouldCloseWhatIsNoRtmp() throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes());

      assertThat(isClosedByServer(socket)).isTrue();
    }
  }

  private Socket connect() throws IOException {
    Socket socket =
        new Socket(listener.address().getAddress(), listener.address().getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** FIN and RST are both an end. */
  private static boolean isClosedByServer(Socket socket) {
    try (InputStream in = socket.getInputStream()) {
      return in.read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private Process ffmpeg(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Loader.load(org.bytedeco.ffmpeg.ffmpeg.class));
    command.addAll(List.of("-v", "error", "-nostdin", "-re"));
    command.addAll(List.of("-f", "lavfi", "-i", "testsrc=size=320x180:rate=30"));
    command.addAll(List.of("-f", "lavfi", "-i", "sine=sample_rate=44100"));
    command.addAll(List.of(
        "-pix_fmt",
        "yuv420p",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-g",
        "30",
        "-c:a",
        "aac"));
    command.addAll(List.of(options));
    String url = "rtmp://127.0.0.1:" + listener.address().getPort() + "/live/main?key=T";
    command.addAll(List.of("-f", "flv", url));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.PIPE)
        .directory(new File("target"))
        .start();
  }
}
