package dev.sluice.origin.http;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/** The ways to speak HTTP that must mean the same. */
enum Protocol {
  HTTP_1_1("http1.1"),
  H2C("http2-prior-knowledge"),
  H2_TLS("http2");

  private final String curlOption;

  Protocol(String curlOption) {
    this.curlOption = curlOption;
  }

  ProtocolClient connect(HttpServer server) {
    return switch (this) {
      case HTTP_1_1 -> new Http1ProtocolClient(server.address());
      case H2C -> new Http2ProtocolClient(new Http2Client(server.address()));
      case H2_TLS ->
        new Http2ProtocolClient(new Http2Client(server.tlsAddress().orElseThrow(), tls()));
    };
  }

  CurlClient curl(HttpServer server, Path directory) {
    boolean isTls = this == H2_TLS;
    InetSocketAddress address = isTls ? server.tlsAddress().orElseThrow() : server.address();
    // With prior knowledge, curl before 8.0 fails on the second request of a connection.
    String host = this == H2C ? CurlClient.NUMBER + ".test" : "127.0.0.1";
    return new CurlClient(
        directory,
        (isTls ? "https://" : "http://") + host + ":" + address.getPort(),
        curlOption,
        "insecure",
        CurlClient.option("connect-to", "::127.0.0.1:"));
  }

  private static SslContext tls() {
    try {
      return SslContextBuilder.forClient()
          .sslProvider(SslProvider.JDK)
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm(null)
          .applicationProtocolConfig(new ApplicationProtocolConfig(
              ApplicationProtocolConfig.Protocol.ALPN,
              ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
              ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
              ApplicationProtocolNames.HTTP_2))
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }
}
