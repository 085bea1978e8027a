package dev.sluice.origin.http;

import dev.sluice.origin.Tests;
import dev.sluice.origin.auth.Authorizer;
import dev.sluice.origin.http.storage.StorageApi;
import dev.sluice.origin.http.storage.StorageContext;
import dev.sluice.origin.live.LivePlaylists;
import dev.sluice.origin.store.NamespaceSpec;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectSpec.Visibility;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.RateLimit;
import dev.sluice.origin.store.StoreContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.UnaryOperator;

/** A store with an HTTP server on loopback in front of it, and the steps that tests take with them. */
final class HttpFixture implements AutoCloseable {
  static final String PLAYLIST_TYPE = "application/vnd.apple.mpegurl";
  static final String SEGMENT_TYPE = "video/mp2t";
  /** Longest object of the namespace {@code ns}, into which everybody may put. */
  static final int MAX_OBJECT_LENGTH = 100_000;

  private static final int CLAIM_LENGTH = 64 * 1024;
  private static final long TTL_MS = 60_000;

  final OriginStore store;
  final LivePlaylists playlists = new LivePlaylists();
  final HttpServer server;
  private final StorageApi storage;

  HttpFixture() {
    this(UnaryOperator.identity());
  }

  HttpFixture(UnaryOperator<HttpContext> settings) {
    store = new OriginStore(new StoreContext().hotCapacity(64L << 20));
    HttpContext context = settings.apply(new HttpContext()
        .threads(1)
        .listenAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    store.create(new NamespaceSpec(
        "ns", 8L << 20, MAX_OBJECT_LENGTH, TTL_MS, TTL_MS, false, RateLimit.NONE, RateLimit.NONE));
    storage = StorageApi.register(
        new StorageContext().store(store).livePlaylists(playlists).authorizer(Authorizer.OPEN),
        context);
    server = HttpServer.launch(context);
  }

  void put(String key, String contentType, byte[] bytes) {
    ObjectWriter writer = store.live().begin(key, spec(contentType, Visibility.WHOLE));
    append(writer, bytes);
    writer.commit();
  }

  void put(String key, String contentType, byte[] bytes, byte[] gzip) {
    ObjectWriter writer = store.live().begin(key, spec(contentType, Visibility.WHOLE));
    append(writer, bytes);
    ObjectWriter representation =
        store.live().beginRepresentation(spec(contentType, Visibility.WHOLE));
    append(representation, gzip);
    writer.commit(representation);
  }

  ObjectWriter beginGrowing(String key) {
    return store.live().begin(key, spec(SEGMENT_TYPE, Visibility.GROWING));
  }

  static void append(ObjectWriter writer, byte[] bytes) {
    for (int offset = 0; offset < bytes.length; offset += CLAIM_LENGTH) {
      int length = Math.min(CLAIM_LENGTH, bytes.length - offset);
      int target = writer.claim(length);
      writer.buffer().putBytes(target, bytes, offset, length);
    }
  }

  RawClient connect() {
    return new RawClient(server.address());
  }

  /** Sends one request on a connection of its own and returns all that comes back. */
  RawResponse exchange(String request) {
    try (RawClient client = connect()) {
      client.send(request);
      return client.receive(request.startsWith("HEAD"));
    }
  }

  RawResponse get(String path, String... fields) {
    return exchange(request("GET", path, fields));
  }

  static String request(String method, String path, String... fields) {
    StringBuilder text =
        new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String field : fields) {
      text.append(field).append("\r\n");
    }
    return text.append("\r\n").toString();
  }

  void awaitNoLeases() {
    Tests.await(() -> store.counters().leases() == 0, "all leases returned");
  }

  void awaitConnections(int count) {
    Tests.await(() -> server.counters().openConnections.sum() == count, count + " connections");
  }

  /** Bytes of which each tells its place. */
  static byte[] counted(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8));
    }
    return bytes;
  }

  private static ObjectSpec spec(String contentType, Visibility visibility) {
    return new ObjectSpec(
        contentType,
        "max-age=3600, immutable",
        visibility,
        ObjectSpec.PINNED,
        /* expectedLength= */ 0);
  }

  @Override
  public void close() {
    server.close();
    storage.close();
    store.close();
  }
}
