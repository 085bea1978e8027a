package dev.sluice.origin.auth.token;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer's keys on a port of the loopback address. */
final class JwksServer implements AutoCloseable {
  static final String ISSUER = "https://issuer.example";
  static final String AUDIENCE = "sluice";

  private final HttpServer server;
  private final AtomicInteger requestCount = new AtomicInteger();
  private volatile String body;
  private volatile int status = 200;

  JwksServer(JWK... keys) throws IOException {
    publish(keys);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/keys", exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
      requestCount.incrementAndGet();
    });
    server.start();
  }

  void publish(JWK... keys) {
    body = new JWKSet(List.of(keys)).toString(/* publicKeysOnly= */ true);
  }

  void answer(int newStatus, String newBody) {
    status = newStatus;
    body = newBody;
  }

  int requestCount() {
    return requestCount.get();
  }

  ExternalIssuer issuer(String... algorithms) {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
    return new ExternalIssuer(uri, ISSUER, AUDIENCE, Set.of(algorithms));
  }

  @Override
  public void close() {
    server.stop(/* delay= */ 0);
  }
}
