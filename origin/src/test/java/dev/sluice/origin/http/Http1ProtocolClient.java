package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** HTTP/1.1 over one connection, and over another when the server has ended that. */
final class Http1ProtocolClient implements ProtocolClient {
  private final InetSocketAddress server;
  private RawClient connection;
  private boolean isChunked;

  Http1ProtocolClient(InetSocketAddress server) {
    this.server = server;
    connection = new RawClient(server);
  }

  @Override
  public RawResponse exchange(TableRequest request) {
    byte[] body = request.body().getBytes(UTF_8);
    List<String> fields = new ArrayList<>(request.fields());
    if (request.hasBody()) {
      fields.add("Content-Length: " + body.length);
    }
    connection.send(
        HttpFixture.request(request.method(), request.target(), fields.toArray(new String[0])));
    connection.send(body);
    RawResponse response = connection.receive(request.isHead());
    if ("close".equals(response.field("connection"))) {
      connection.close();
      connection = new RawClient(server);
    }
    return response;
  }

  @Override
  public void beginPut(String target, String... fields) {
    isChunked = Arrays.stream(fields).noneMatch(field -> field.startsWith("Content-Length"));
    String[] all = Arrays.copyOf(fields, fields.length + 1);
    all[fields.length] = isChunked ? "Transfer-Encoding: chunked" : "X-Nothing: x";
    connection.send(HttpFixture.request("PUT", target, all));
  }

  @Override
  public void send(byte[] bytes) {
    try {
      if (isChunked) {
        connection.send(Integer.toHexString(bytes.length) + "\r\n");
      }
      connection.send(bytes);
      if (isChunked) {
        connection.send("\r\n");
      }
    } catch (UncheckedIOException e) {
      // The server has ended the connection; its answer may still be read.
    }
  }

  @Override
  public RawResponse response() {
    return connection.receive();
  }

  @Override
  public boolean isGivenUp() {
    return connection.isEnded();
  }

  @Override
  public void close() {
    connection.close();
  }
}
