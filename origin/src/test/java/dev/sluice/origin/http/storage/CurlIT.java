package dev.sluice.origin.http.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.http.CurlClient;
import dev.sluice.origin.tls.CertificateStore;
import dev.sluice.origin.tls.PemFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
@ExtendWith(NativeMemoryExtension.class)
class CurlIT {
  private static final int OBJECT_LENGTH = 3_000_000;

  @TempDir
  Path directory;

  private PemFiles files;
  private CertificateStore certificates;
  private StorageFixture fixture;

  @BeforeEach
  void serve() throws IOException, InterruptedException {
    CurlClient.assumePresent();
    files = new PemFiles(directory).write(PemFiles.bundle("localhost"));
    certificates = CertificateStore.open(files.context());
    fixture = new StorageFixture(
        StorageFixture.NS,
        http -> http.certificates(certificates)
            .tlsListenAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
        UnaryOperator.identity());
  }

  @AfterEach
  void close() {
    if (fixture != null) {
      fixture.awaitNoLeases();
      fixture.close();
      certificates.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--http1.1, false, 1.1",
    "--http2-prior-knowledge, false, 2",
    "--http2, true, 2",
    "--http1.1, true, 1.1",
    "--tls-max 1.2, true, 2"
  })
  void shouldPutAndGetTheSameBytes(String option, boolean isTls, String version) throws Exception {
    byte[] bytes = new byte[OBJECT_LENGTH];
    new Random(3).nextBytes(bytes);
    Path source = Files.write(directory.resolve("source"), bytes);
    Path target = directory.resolve("target");
    String url = url(isTls) + "/cache/ns/object.bin";

    assertThat(curl(option, "-T", source.toString(), url)).isEqualTo("204 " + version);
    assertThat(curl(option, "-o", target.toString(), url)).isEqualTo("200 " + version);
    assertThat(target).hasBinaryContent(bytes);
    assertThat(curl(option, "-o", target.toString(), "-r", "10-19", url))
        .isEqualTo("206 " + version);
    assertThat(target).hasBinaryContent(Arrays.copyOfRange(bytes, 10, 20));
    assertThat(curl(option, "-I", "-o", target.toString(), url)).isEqualTo("200 " + version);
  }

  private String url(boolean isTls) {
    InetSocketAddress address =
        isTls ? fixture.server.tlsAddress().orElseThrow() : fixture.server.address();
    return (isTls ? "https" : "http") + "://localhost:" + address.getPort();
  }

  private String curl(String option, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(
        "curl",
        "-s",
        "--max-time",
        "30",
        "--cacert",
        files.certificate.toString(),
        "-w",
        "%{http_code} %{http_version}"));
    command.addAll(List.of(option.split(" ")));
    command.addAll(List.of(arguments));
    return CurlClient.run(command);
  }
}
