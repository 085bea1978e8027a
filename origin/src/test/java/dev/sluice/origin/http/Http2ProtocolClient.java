package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.UTF_8;

/** HTTP/2 over one connection. */
final class Http2ProtocolClient implements ProtocolClient {
  private final Http2Client client;
  private Http2Client.Exchanged put;

  Http2ProtocolClient(Http2Client client) {
    this.client = client;
  }

  @Override
  public RawResponse exchange(TableRequest request) {
    String[] fields = request.fields().toArray(new String[0]);
    return request.hasBody()
        ? client.exchange(
            request.method(), request.target(), request.body().getBytes(UTF_8), fields)
        : client.request(request.method(), request.target(), fields).response();
  }

  @Override
  public void beginPut(String target, String... fields) {
    put = client.begin("PUT", target, fields);
  }

  @Override
  public void send(byte[] bytes) {
    put.send(bytes, /* isLast= */ false);
  }

  @Override
  public RawResponse response() {
    return put.response();
  }

  @Override
  public boolean isGivenUp() {
    put.reset();
    return !put.isAnswered();
  }

  @Override
  public void close() {
    client.close();
  }
}
