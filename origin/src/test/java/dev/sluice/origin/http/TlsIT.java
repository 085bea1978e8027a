package dev.sluice.origin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.tls.CertificateStore;
import dev.sluice.origin.tls.PemFiles;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ExtendWith(NativeMemoryExtension.class)
class TlsIT {
  private static final X509Bundle FIRST = PemFiles.bundle("first");
  private static final X509Bundle SECOND = PemFiles.bundle("second");
  private static final byte[] MEDIA = HttpFixture.counted(850 * 1024);
  private static final String GET = HttpFixture.request("GET", "/live/media");

  @TempDir
  Path directory;

  private PemFiles files;
  private CertificateStore store;
  private HttpFixture fixture;

  @AfterEach
  void close() {
    fixture.awaitNoLeases();
    fixture.close();
    store.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldAgreeOnHttp2(boolean isOpenSslAllowed) throws SSLException {
    serve(isOpenSslAllowed, UnaryOperator.identity());
    try (Http2Client client = new Http2Client(address(), context("h2", "http/1.1"))) {
      assertThat(client.get("/live/media").body()).isEqualTo(MEDIA);
      assertThat(client.applicationProtocol()).isEqualTo("h2");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldFallBackToHttp1(boolean isOpenSslAllowed) throws Exception {
    serve(isOpenSslAllowed, UnaryOperator.identity());
    HttpClient client = HttpClient.newBuilder()
        .sslContext(trusting(FIRST))
        .version(HttpClient.Version.HTTP_1_1)
        .build();

    for (int i = 0; i < 3; i++) {
      HttpResponse<byte[]> response = client.send(
          HttpRequest.newBuilder(
                  URI.create("https://localhost:" + address().getPort() + "/live/media"))
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(response.body()).isEqualTo(MEDIA);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldServeThoseWhoAgreeOnNothing(boolean isOpenSslAllowed) throws Exception {
    serve(isOpenSslAllowed, UnaryOperator.identity());
    try (SSLSocket socket = connect(FIRST)) {
      socket
          .getOutputStream()
          .write(GET.replace("Host", "Connection: close\r\nHost").getBytes());
      byte[] answer = socket.getInputStream().readAllBytes();

      assertThat(Arrays.copyOfRange(answer, answer.length - MEDIA.length, answer.length))
          .isEqualTo(MEDIA);
    }
  }

  @Test
  void shouldServeGrowingObject() throws Exception {
    serve(/* isOpenSslAllowed= */ true, UnaryOperator.identity());
    ObjectWriter writer = fixture.beginGrowing("growing");
    HttpFixture.append(writer, MEDIA);
    writer.publish();
    try (SSLSocket socket = connect(FIRST)) {
      socket.getOutputStream().write(HttpFixture.request("GET", "/live/growing").getBytes());
      socket.getInputStream().readNBytes(MEDIA.length);
      writer.commit();

      String end = new String(socket.getInputStream().readNBytes(100));
      assertThat(end).isNotEmpty();
    }
  }

  @Test
  void shouldCutOffReaderThatTakesNothing() throws Exception {
    serve(true, settings -> settings.writeTimeoutNs(TimeUnit.MILLISECONDS.toNanos(200)));
    fixture.put("large", HttpFixture.SEGMENT_TYPE, new byte[9_000_000]);
    try (SSLSocket slow = connect(FIRST)) {
      slow.getOutputStream().write(HttpFixture.request("GET", "/live/large").getBytes());

      Tests.await(() -> fixture.server.counters().slowReaders.sum() == 1, "cut off");
      fixture.awaitNoLeases();
    }
  }

  @Test
  void shouldGiveNewConnectionsTheNewCertificate() throws Exception {
    serve(/* isOpenSslAllowed= */ true, UnaryOperator.identity());
    try (SSLSocket before = connect(FIRST)) {
      files.write(SECOND);
      Tests.await(() -> store.doWork() == 1, "new certificate");

      try (SSLSocket after = connect(SECOND)) {
        assertThat(after.getSession().getPeerCertificates()[0]).isEqualTo(SECOND.getCertificate());
      }
      before.getOutputStream().write(GET.getBytes());
      assertThat(before.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
    }
  }

  @Test
  void shouldEndWhatIsNoHandshake() throws IOException {
    serve(true, settings -> settings.headerTimeoutNs(TimeUnit.MILLISECONDS.toNanos(200)));
    try (RawClient plain = new RawClient(address());
        Socket silent = new Socket(address().getAddress(), address().getPort())) {
      silent.setSoTimeout(10_000);
      plain.send(GET);
      assertThat(silent.getInputStream().readAllBytes()).isEmpty();

      Tests.await(() -> fixture.server.counters().failedHandshakes.sum() == 2, "ended");
      fixture.awaitConnections(0);
    }
  }

  private void serve(boolean isOpenSslAllowed, UnaryOperator<HttpContext> settings) {
    files = new PemFiles(directory).write(FIRST);
    store = CertificateStore.open(files
        .context()
        .openSslAllowed(isOpenSslAllowed)
        .checkIntervalNs(TimeUnit.MILLISECONDS.toNanos(10)));
    fixture = new HttpFixture(context -> settings.apply(context
        .certificates(store)
        .tlsListenAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))));
    fixture.put("media", HttpFixture.SEGMENT_TYPE, MEDIA);
  }

  private InetSocketAddress address() {
    return fixture.server.tlsAddress().orElseThrow();
  }

  private SSLSocket connect(X509Bundle trusted) throws GeneralSecurityException, IOException {
    SSLSocket socket = (SSLSocket) trusting(trusted)
        .getSocketFactory()
        .createSocket(address().getAddress(), address().getPort());
    socket.setSoTimeout(10_000);
    socket.startHandshake();
    return socket;
  }

  private static SSLContext trusting(X509Bundle trusted) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {trusted.toTrustManager()}, null);
    return context;
  }

  private static SslContext context(String... protocols) throws SSLException {
    return SslContextBuilder.forClient()
        .sslProvider(SslProvider.JDK)
        .trustManager(FIRST.toTrustManager())
        .endpointIdentificationAlgorithm(null)
        .applicationProtocolConfig(new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN,
            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
            protocols))
        .build();
  }
}
