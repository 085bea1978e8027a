package dev.sluice.origin.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class CertificateStoreTest {
  private static final X509Bundle FIRST = PemFiles.bundle("first");
  private static final X509Bundle SECOND = PemFiles.bundle("second with a longer name");

  private final Logger logger = (Logger) LoggerFactory.getLogger(CertificateStore.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @TempDir
  Path directory;

  private PemFiles files;
  private CertificateStore store;
  private TlsAcceptor acceptor;
  private long nowNs;

  @BeforeEach
  void open() {
    files = new PemFiles(directory).write(FIRST);
    store = CertificateStore.open(files.context().nanoClock(() -> nowNs));
    acceptor = store.acceptor(List.of("h2", "http/1.1"));
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
  }

  @AfterEach
  void close() {
    logger.detachAppender(log);
    store.close();
  }

  @Test
  void shouldLookAtFilesOnlyNowAndThen() {
    files.write(SECOND);

    assertThat(store.doWork()).isZero();
    assertThat(workLater()).isEqualTo(1);
    assertThat(workLater()).isZero();
  }

  @Test
  void shouldKeepCertificateWhenTheNewOneIsNoGood() {
    files.write("nonsense", SECOND.getPrivateKeyPEM());
    workLater();
    workLater();
    assertThat(log.list).singleElement().satisfies(event -> {
      assertThat(event.getLevel()).isEqualTo(Level.WARN);
      assertThat(event.getFormattedMessage()).contains("https.certificate", "PEM certificates");
    });

    files.write(SECOND);
    workLater();

    assertThat(log.list.get(1).getLevel()).isEqualTo(Level.INFO);
  }

  @Test
  void shouldNotMixKeyAndCertificateOfTwoPairs() {
    files.write(SECOND.getCertificatePathPEM(), FIRST.getPrivateKeyPEM());
    workLater();

    assertThat(log.list.get(0).getFormattedMessage()).contains("the certificate of https.key");
  }

  @Test
  void shouldMakeHandlersAfterRenewal() {
    SslHandler before = acceptor.newHandler(ByteBufAllocator.DEFAULT, TimeUnit.SECONDS.toNanos(1));
    files.write(SECOND);
    workLater();
    SslHandler after = acceptor.newHandler(ByteBufAllocator.DEFAULT, TimeUnit.SECONDS.toNanos(1));

    assertThat(after.engine().getSupportedProtocols()).contains("TLSv1.3", "TLSv1.2");
    ReferenceCountUtil.release(before.engine());
    ReferenceCountUtil.release(after.engine());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
  void shouldNameTheSettingWhenItCannotStart(String certificate) {
    files.write(certificate, FIRST.getPrivateKeyPEM());

    assertThatThrownBy(() -> CertificateStore.open(files.context()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https.certificate");
  }

  @Test
  void shouldSayWhichKeysItReads() {
    String text = "-----BEGIN RSA PRIVATE KEY-----\nsecret\n-----END RSA PRIVATE KEY-----\n";
    files.write(FIRST.getCertificatePathPEM(), text);

    assertThatThrownBy(() -> CertificateStore.open(files.context()))
        .hasMessageContaining("https.key")
        .hasMessageContaining("openssl pkcs8")
        .hasMessageNotContaining("secret");
  }

  private int workLater() {
    nowNs += TimeUnit.SECONDS.toNanos(5);
    return store.doWork();
  }
}
