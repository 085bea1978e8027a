package dev.sluice.origin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.http.HttpContext;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(30)
@ExtendWith(NativeMemoryExtension.class)
class OriginIT {
  private final HttpClient client = HttpClient.newHttpClient();
  private final OriginContext context = new OriginContext()
      .store(new StoreContext().hotCapacity(8L << 20))
      .http(new HttpContext()
          .threads(1)
          .listenAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));

  @Test
  void shouldServeObjectsUntilTheyExpire() throws IOException, InterruptedException {
    try (Origin origin = Origin.launch(context)) {
      put(origin.store(), "pinned", ObjectSpec.PINNED);
      put(origin.store(), "short", /* ttlMs= */ 500);

      Tests.await(() -> origin.store().counters().objects() == 1, "expired by the house thread");
      assertThat(get(origin, "/live/pinned").body()).isEqualTo("bytes");
      assertThat(get(origin, "/live/short").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void shouldReportStoreAndServerInMetrics() throws IOException, InterruptedException {
    try (Origin origin = Origin.launch(context)) {
      put(origin.store(), "pinned", ObjectSpec.PINNED);

      assertThat(get(origin, "/metrics").body())
          .contains(
              "sluice_store_objects 1.0",
              "sluice_store_leases 0.0",
              "sluice_namespace_objects{namespace=\"live\"} 1.0",
              "sluice_namespace_puts_total{namespace=\"live\"} 1.0",
              "sluice_http_connections 1.0");
    }
  }

  @Test
  void shouldCloseTwiceAndWithoutHavingServed() {
    Origin origin = Origin.open(context);
    assertThatThrownBy(origin::httpAddress).isInstanceOf(IllegalStateException.class);

    origin.close();
    origin.close();
  }

  private static void put(OriginStore store, String key, long ttlMs) {
    byte[] bytes = "bytes".getBytes(UTF_8);
    ObjectWriter writer = store
        .live()
        .begin(
            key, new ObjectSpec("text/plain", "max-age=1", ObjectSpec.Visibility.WHOLE, ttlMs, 0));
    int offset = writer.claim(bytes.length);
    writer.buffer().putBytes(offset, bytes);
    writer.commit();
  }

  private HttpResponse<String> get(Origin origin, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + origin.httpAddress().getPort() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
