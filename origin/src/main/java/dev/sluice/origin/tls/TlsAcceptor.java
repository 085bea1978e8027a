package dev.sluice.origin.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Makes the TLS side of the connections of one listener, TLS 1.2 and 1.3, with the certificate of the day.
 *
 * <p>Any thread. Connections that are open keep the certificate that they began with.
 */
public final class TlsAcceptor {
  private final boolean isOpenSsl;
  private final List<String> applicationProtocols;

  // Guarded by this: a handler must not be made of a context that is being given back. Taken once a
  // connection.
  private SslContext context;

  TlsAcceptor(KeyMaterial material, boolean isOpenSslAllowed, List<String> applicationProtocols) {
    isOpenSsl = isOpenSslAllowed && OpenSsl.isAvailable();
    this.applicationProtocols = List.copyOf(applicationProtocols);
    context = context(material);
  }

  /** Returns a handler for a connection that has just been accepted. */
  public synchronized SslHandler newHandler(ByteBufAllocator allocator, long handshakeTimeoutNs) {
    SslHandler handler = context.newHandler(allocator);
    handler.setHandshakeTimeout(handshakeTimeoutNs, TimeUnit.NANOSECONDS);
    return handler;
  }

  void renew(KeyMaterial material) {
    SslContext renewed = context(material);
    synchronized (this) {
      ReferenceCountUtil.release(context);
      context = renewed;
    }
  }

  synchronized void close() {
    ReferenceCountUtil.release(context);
  }

  private SslContext context(KeyMaterial material) {
    SslContextBuilder builder = SslContextBuilder.forServer(
            material.key(), material.chain().toArray(X509Certificate[]::new))
        .sslProvider(isOpenSsl ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
        .protocols("TLSv1.3", "TLSv1.2")
        .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
    if (!applicationProtocols.isEmpty()) {
      builder.applicationProtocolConfig(new ApplicationProtocolConfig(
          Protocol.ALPN,
          SelectorFailureBehavior.NO_ADVERTISE,
          SelectedListenerFailureBehavior.ACCEPT,
          applicationProtocols));
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalArgumentException("certificate and key make no TLS server", e);
    }
  }
}
