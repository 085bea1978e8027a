package dev.sluice.origin.tls;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate with its key, and what listeners make of them. When the files change, connections that come afterwards get
 * the new certificate; when what is in the files is no good, they go on getting the one before, and the log says so once.
 *
 * <ol>
 *   <li>{@link #open} reads the files.
 *   <li>{@link #acceptor} is called once a listener.
 *   <li>{@link #doWork} looks at the files, on one thread, as often as it likes.
 *   <li>{@link #close}, after the listeners.
 * </ol>
 */
public final class CertificateStore implements Agent, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateStore.class);

  private final CertificateContext context;
  private final NanoClock clock;
  private final List<TlsAcceptor> acceptors = new ArrayList<>();

  // The thread that composes, then the one that works.
  private KeyMaterial material;
  private FileStamp certificateStamp;
  private FileStamp keyStamp;
  private long nextCheckNs;

  private CertificateStore(CertificateContext context) {
    this.context = context;
    clock = context.nanoClock();
    nextCheckNs = clock.nanoTime() + context.checkIntervalNs();
    certificateStamp = FileStamp.of(context.certificate());
    keyStamp = FileStamp.of(context.key());
    material = KeyMaterial.read(context);
  }

  /**
   * Reads certificate and key.
   *
   * @param context concluded here, if it is not yet
   * @throws IllegalArgumentException naming the setting if a file is no good, or the two do not belong together
   */
  public static CertificateStore open(CertificateContext context) {
    return new CertificateStore(context.conclude());
  }

  /**
   * Makes the TLS side of one listener, before the first {@link #doWork}.
   *
   * @param applicationProtocols that may be agreed upon (ALPN, RFC 7301), the best first; may be empty
   */
  public TlsAcceptor acceptor(List<String> applicationProtocols) {
    TlsAcceptor acceptor =
        new TlsAcceptor(material, context.isOpenSslAllowed(), applicationProtocols);
    acceptors.add(acceptor);
    return acceptor;
  }

  @Override
  public int doWork() {
    long nowNs = clock.nanoTime();
    if (nowNs - nextCheckNs < 0) {
      return 0;
    }
    nextCheckNs = nowNs + context.checkIntervalNs();
    FileStamp certificate = FileStamp.of(context.certificate());
    FileStamp key = FileStamp.of(context.key());
    if (certificate.equals(certificateStamp) && key.equals(keyStamp)) {
      return 0;
    }
    certificateStamp = certificate;
    keyStamp = key;
    renew();
    return 1;
  }

  @Override
  public String roleName() {
    return CertificateContext.SECTION + "-certificate";
  }

  /** Gives back what handlers are made of; those that were made stay good. */
  @Override
  public void close() {
    acceptors.forEach(TlsAcceptor::close);
    acceptors.clear();
  }

  private void renew() {
    try {
      material = KeyMaterial.read(context);
      acceptors.forEach(acceptor -> acceptor.renew(material));
      LOG.info(
          "{}: new certificate, good until {}",
          CertificateContext.SECTION,
          material.chain().get(0).getNotAfter().toInstant());
    } catch (IllegalArgumentException e) {
      LOG.warn(
          "{}: keeping the certificate before: {}", CertificateContext.SECTION, e.getMessage());
    }
  }
}
