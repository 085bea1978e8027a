package dev.sluice.origin.http.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.origin.Tests;
import dev.sluice.origin.auth.Authorizer;
import dev.sluice.origin.http.HttpContext;
import dev.sluice.origin.http.HttpServer;
import dev.sluice.origin.http.RawClient;
import dev.sluice.origin.http.RawResponse;
import dev.sluice.origin.http.control.ControlApi;
import dev.sluice.origin.store.NamespaceSpec;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** A store with a namespace {@code ns}, a server with the storage API in front of it, and the steps that tests take. */
public final class StorageFixture implements AutoCloseable {
  public static final NamespaceSpec NS = NamespaceSpec.of("ns", 32L << 20);

  public final OriginStore store;
  public final StorageApi storage;
  public final HttpServer server;
  public final AtomicLong epochMs = new AtomicLong(System.currentTimeMillis());

  public StorageFixture() {
    this(NS, UnaryOperator.identity(), UnaryOperator.identity());
  }

  public StorageFixture(
      NamespaceSpec namespace,
      UnaryOperator<HttpContext> httpSettings,
      UnaryOperator<StorageContext> settings) {
    this(namespace, httpSettings, settings, UnaryOperator.identity());
  }

  public StorageFixture(
      NamespaceSpec namespace,
      UnaryOperator<HttpContext> httpSettings,
      UnaryOperator<StorageContext> settings,
      UnaryOperator<StoreContext> storeSettings) {
    store = new OriginStore(
        storeSettings.apply(new StoreContext().hotCapacity(128L << 20).epochClock(epochMs::get)));
    store.create(namespace);
    HttpContext http = httpSettings.apply(new HttpContext()
        .threads(2)
        .listenAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    StorageContext context = settings.apply(
        new StorageContext().store(store).authorizer(Authorizer.OPEN).epochClock(epochMs::get));
    storage = StorageApi.register(context, http);
    ControlApi.register(context, http);
    server = HttpServer.launch(http);
  }

  public RawClient connect() {
    return new RawClient(server.address());
  }

  public RawResponse put(String path, byte[] body, String... fields) {
    try (RawClient client = connect()) {
      client.send(request("PUT", path, withLength(body, fields)));
      client.send(body);
      return client.receive();
    }
  }

  public RawResponse put(String path, String body, String... fields) {
    return put(path, body.getBytes(ISO_8859_1), fields);
  }

  public RawResponse get(String path, String... fields) {
    return exchange("GET", path, fields);
  }

  public RawResponse exchange(String method, String path, String... fields) {
    try (RawClient client = connect()) {
      client.send(request(method, path, fields));
      return client.receive(method.equals("HEAD"));
    }
  }

  public static String request(String method, String path, String... fields) {
    StringBuilder text =
        new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String field : fields) {
      text.append(field).append("\r\n");
    }
    return text.append("\r\n").toString();
  }

  public static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  public void awaitNoLeases() {
    Tests.await(() -> store.counters().leases() == 0, "all leases returned");
  }

  private static String[] withLength(byte[] body, String... fields) {
    String[] all = Arrays.copyOf(fields, fields.length + 1);
    all[fields.length] = "Content-Length: " + body.length;
    return all;
  }

  @Override
  public void close() {
    server.close();
    storage.close();
    store.close();
  }
}
