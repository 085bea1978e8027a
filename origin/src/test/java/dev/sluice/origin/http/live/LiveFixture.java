package dev.sluice.origin.http.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.origin.Tests;
import dev.sluice.origin.http.HttpContext;
import dev.sluice.origin.http.HttpServer;
import dev.sluice.origin.http.RawClient;
import dev.sluice.origin.http.RawResponse;
import dev.sluice.origin.http.storage.StorageApi;
import dev.sluice.origin.http.storage.StorageContext;
import dev.sluice.origin.live.LiveEdge;
import dev.sluice.origin.live.LivePlaylist;
import dev.sluice.origin.live.LivePlaylists;
import dev.sluice.origin.live.PlaylistRendering;
import dev.sluice.origin.metrics.Metrics;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectSpec.Visibility;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.UnaryOperator;

/** One live playlist of parts of 200 ms and target duration 2 s, served on loopback. */
final class LiveFixture implements AutoCloseable {
  static final String KEY = "cam/cmaf_720p30.m3u8";
  static final String PATH = "/live/" + KEY;
  private static final String PARKED = "\nsluice_http_parked_requests ";

  final OriginStore store = new OriginStore(new StoreContext().hotCapacity(64L << 20));
  final LivePlaylists playlists = new LivePlaylists();
  final Metrics metrics = new Metrics();
  final HttpServer server;
  private final StorageApi storage;
  LivePlaylist playlist;

  LiveFixture() {
    this(UnaryOperator.identity(), UnaryOperator.identity());
  }

  LiveFixture(UnaryOperator<HttpContext> http, UnaryOperator<StorageContext> settings) {
    HttpContext context = http.apply(new HttpContext()
        .threads(2)
        .metrics(metrics)
        .listenAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    storage = StorageApi.register(
        settings.apply(new StorageContext().store(store).livePlaylists(playlists)), context);
    server = HttpServer.launch(context);
    open();
  }

  void open() {
    playlist = playlists.open(KEY);
    playlist.describe(/* targetDurationSeconds= */ 2, /* partTargetMs= */ 200);
  }

  /** Puts the playlist and its delta update as a packager does, and then tells of them. */
  void publish(long mediaSequence, int partIndex) {
    put(KEY, "playlist " + mediaSequence + "." + partIndex);
    put(KEY + LiveObjects.DELTA_SUFFIX, "delta " + mediaSequence + "." + partIndex);
    playlist.publish(mediaSequence, partIndex);
  }

  /** Tells of a version for which the store has no room. */
  void publishUnstored(long mediaSequence, int partIndex) {
    playlist.offer(new PlaylistRendering() {
      @Override
      public boolean storeWhole() {
        return false;
      }

      @Override
      public boolean storeDelta() {
        return false;
      }
    });
    playlist.publish(mediaSequence, partIndex);
  }

  void publishSegment(long mediaSequence) {
    publish(mediaSequence, LiveEdge.WHOLE_SEGMENT);
  }

  void put(String key, String text) {
    ObjectWriter writer = store.live().begin(key, spec());
    append(writer, text);
    ObjectWriter gzip = store.live().beginRepresentation(spec());
    append(gzip, "gzip of " + text);
    writer.commit(gzip);
  }

  RawClient connect() {
    return new RawClient(server.address());
  }

  /** Sends a request on a connection of its own. */
  RawClient ask(String target, String... fields) {
    RawClient client = connect();
    client.send(request("GET", target, fields));
    return client;
  }

  RawResponse get(String target, String... fields) {
    try (RawClient client = ask(target, fields)) {
      return client.receive();
    }
  }

  static String request(String method, String target, String... fields) {
    StringBuilder text =
        new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String field : fields) {
      text.append(field).append("\r\n");
    }
    return text.append("\r\n").toString();
  }

  int parkedCount() {
    String page = new String(metrics.scrape(), UTF_8);
    int start = page.indexOf(PARKED) + PARKED.length();
    return (int) Double.parseDouble(page.substring(start, page.indexOf('\n', start)));
  }

  void awaitParked(int count) {
    Tests.await(() -> parkedCount() == count, count + " parked requests");
  }

  private static void append(ObjectWriter writer, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    writer.buffer().putBytes(writer.claim(bytes.length), bytes);
  }

  private static ObjectSpec spec() {
    return new ObjectSpec(
        "application/vnd.apple.mpegurl",
        "max-age=1",
        Visibility.WHOLE,
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
