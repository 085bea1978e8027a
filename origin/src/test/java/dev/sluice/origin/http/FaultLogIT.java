package dev.sluice.origin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.tls.CertificateStore;
import dev.sluice.origin.tls.PemFiles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
@ExtendWith(NativeMemoryExtension.class)
class FaultLogIT {
  private static final String SECRET = "eyJhbGciOiJIUzI1NiJ9";
  private static final String GET = HttpFixture.request("GET", "/live/none?token=" + SECRET);

  @TempDir
  Path directory;

  private LoggedFaults logged;
  private CertificateStore certificates;
  private HttpFixture fixture;

  @BeforeEach
  void serve() {
    logged = new LoggedFaults();
    certificates = CertificateStore.open(
        new PemFiles(directory).write(PemFiles.bundle("localhost")).context());
    serve(UnaryOperator.identity());
  }

  private void serve(UnaryOperator<HttpContext> more) {
    fixture = new HttpFixture(settings -> more.apply(settings)
        .idleTimeoutNs(TimeUnit.SECONDS.toNanos(1))
        .maxConnectionsPerIp(2)
        .certificates(certificates)
        .tlsListenAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
  }

  @AfterEach
  void close() {
    fixture.close();
    certificates.close();
    logged.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET /?token=SECRET HTTP/1.1\\r\\nHost : a\\r\\n\\r\\n, it sends what is malformed",
    "PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\nSECRET, it sends what is malformed (PROTOCOL_ERROR)"
  })
  void shouldSayOnceWhyAConnectionIsClosed(String sent, String reason) {
    try (RawClient client = fixture.connect()) {
      client.send(sent.replace("\\r", "\r").replace("\\n", "\n").replace("SECRET", SECRET));

      awaitLine(reason);
    }
    fixture.awaitConnections(0);
    assertThat(logged.lines()).hasSize(1);
  }

  @Test
  void shouldSayOnceThatARequestDoesNotArrive() {
    fixture.close();
    serve(settings -> settings.headerTimeoutNs(TimeUnit.MILLISECONDS.toNanos(200)));
    try (RawClient client = fixture.connect()) {
      client.send(GET.stripTrailing());

      awaitLine("its request does not arrive");
    }
    fixture.awaitConnections(0);
    assertThat(logged.lines()).hasSize(1);
  }

  @Test
  void shouldSayThatThereIsNoHandshakeAndNotWhatCameInstead() {
    try (RawClient client = new RawClient(fixture.server.tlsAddress().orElseThrow())) {
      client.send(GET);

      awaitLine("it agrees on no TLS (NotSslRecordException)");
    }
    fixture.awaitConnections(0);
    assertThat(logged.lines()).hasSize(1);
  }

  @Test
  void shouldSayThatALimitIsReached() {
    try (RawClient first = fixture.connect();
        RawClient second = fixture.connect();
        RawClient surplus = fixture.connect()) {
      first.send(GET);
      second.send(GET);
      assertThat(surplus.isEnded()).isTrue();

      awaitLine("its network has too many connections");
    }
  }

  @Test
  void shouldSayNothingOfConnectionsThatEndAsTheyShould() {
    try (RawClient client = fixture.connect()) {
      client.send(GET);
      assertThat(client.receive().status()).isEqualTo(404);
      assertThat(client.isEnded()).isTrue();
    }

    fixture.awaitConnections(0);
    assertThat(logged.lines()).isEmpty();
  }

  private void awaitLine(String reason) {
    Tests.await(() -> !logged.lines().isEmpty(), "a line");
    assertThat(logged.lines().get(0))
        .matches("http /127\\.0\\.0\\.1:\\d+ closed: .*")
        .endsWith(reason);
  }
}
