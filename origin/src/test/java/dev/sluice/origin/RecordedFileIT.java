package dev.sluice.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.auth.Authorizer;
import dev.sluice.origin.http.HttpContext;
import dev.sluice.origin.http.storage.StorageContext;
import dev.sluice.origin.live.SegmentEntry;
import dev.sluice.origin.live.dvr.PlaylistTerms;
import dev.sluice.origin.live.dvr.RecordedSegment;
import dev.sluice.origin.live.dvr.Recording;
import dev.sluice.origin.mp4.TrackFile;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.store.StoreContext;
import dev.sluice.origin.tier.ColdTier;
import dev.sluice.origin.tier.DirectoryTier;
import dev.sluice.origin.tier.DirectoryTierContext;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A channel of pictures and sound, most of which is on disk, read as one file over HTTP. */
@Timeout(120)
@ExtendWith(NativeMemoryExtension.class)
class RecordedFileIT {
  private static final long FIRST = 1_700_000_000L;
  private static final long HOT_CAPACITY = 8L << 20;
  private static final long ROOM_LENGTH = 1L << 20;
  private static final int MEDIA_LENGTH = 64 << 10; // a fragment, of which a segment has two
  private static final int SEGMENT_COUNT = 40; // 10 MiB, more than memory holds
  private static final int SEGMENT_MS = 2_000;
  private static final long TTL_MS = 600_000;
  private static final int BREAK = 30;
  private static final String BUSY_KEY = "cam/cmaf_hd_" + (FIRST + 7) + ".m4s";
  private static final String WHOLE = "/live/cam/clip.mp4";

  @TempDir
  private Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger refusals = new AtomicInteger();
  private final long startEpochMs = System.currentTimeMillis() - SEGMENT_COUNT * SEGMENT_MS;
  private Origin origin;

  @BeforeEach
  void record() {
    origin = Origin.launch(new OriginContext()
        .store(new StoreContext()
            .hotCapacity(HOT_CAPACITY)
            .lowWaterMark(2 * ROOM_LENGTH)
            .coldTier(refusing(DirectoryTier.launch(new DirectoryTierContext(directory)))))
        .storage(new StorageContext().authorizer(Authorizer.OPEN))
        .http(new HttpContext()
            .threads(1)
            .listenAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))));
    Recording recording = origin.recordings().begin("cam", FIRST, TTL_MS);
    put("cam/init_hd.mp4", new TrackFile("vide", 90_000).init());
    put("cam/init_audio.mp4", new TrackFile("soun", 48_000).init());
    for (int i = 0; i < SEGMENT_COUNT; i++) {
      append(recording, "hd", i, 180_000L * i);
      append(recording, "audio", i, 96_000L * i);
    }
    recording.multivariant(
        "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",URI=\"cmaf_audio.m3u8\"\n"
            + "#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=\"a\"\ncmaf_hd.m3u8\n");
  }

  @AfterEach
  void close() {
    origin.close();
  }

  @Test
  void shouldSendTheSegmentsOfBothTracksInTurn() throws Exception {
    HttpResponse<byte[]> file = get(cut(0, 20));

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(header(file, "content-type")).isEqualTo("video/mp4");
    assertThat(header(file, "content-disposition"))
        .matches("attachment; filename=\"cam-\\d{8}T\\d{6}Z\\.mp4\"");
    assertThat(header(file, "content-length")).isEqualTo(Integer.toString(file.body().length));
    ByteBuffer bytes = ByteBuffer.wrap(file.body());
    int fragmentCount = 0;
    int lastNumber = 0;
    for (int at = 0; at < bytes.capacity(); at += bytes.getInt(at)) {
      if (bytes.getInt(at + 4) == 0x6d6f6f66) { // moof, with mfhd, and tfhd in traf
        int number = bytes.getInt(at + 20);
        assertThat(number).isGreaterThan(lastNumber);
        assertThat(bytes.getInt(at + 44)).isEqualTo(1 + fragmentCount / 2 % 2);
        lastNumber = number;
        fragmentCount++;
      }
    }
    assertThat(fragmentCount).isEqualTo(2 * 2 * 20);
  }

  @Test
  void shouldSendEveryRangeAsItIsInTheWhole() throws Exception {
    byte[] whole = get(cut(0, 8)).body();
    String etag = header(get(cut(0, 8)), "etag");
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (int from = 0; from < whole.length; from += 99_999) {
      HttpResponse<byte[]> part =
          get(cut(0, 8), "Range", "bytes=" + from + "-" + (from + 99_998), "If-Range", etag);
      assertThat(part.statusCode()).isEqualTo(206);
      joined.writeBytes(part.body());
    }

    assertThat(joined.toByteArray()).isEqualTo(whole);
    assertThat(get(cut(0, 8), "Range", "bytes=99999999-").statusCode()).isEqualTo(416);
    assertThat(get(cut(0, 8), "If-None-Match", etag).statusCode()).isEqualTo(304);
    HttpResponse<Void> head = client.send(
        request(cut(0, 8)).method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
        BodyHandlers.discarding());
    assertThat(head.headers().firstValue("content-length"))
        .contains(Integer.toString(whole.length));
  }

  @Test
  void shouldWaitForADiskThatIsBusy() throws Exception {
    Tests.await(
        () -> origin.store().live().list(BUSY_KEY, "", 1).get(0).isCold(), BUSY_KEY + " is cold");
    refusals.set(3);

    byte[] file = get(cut(0, 20)).body();

    assertThat(refusals).hasValue(0);
    assertThat(get(cut(0, 20)).body()).isEqualTo(file);
  }

  @Test
  void shouldSayWhatIsInTheWay() throws Exception {
    assertThat(get(WHOLE).statusCode()).isEqualTo(409);
    assertThat(get(cut(BREAK, 4)).statusCode()).isEqualTo(200);
    assertThat(get(cut(0, 4) + "&rendition=uhd").statusCode()).isEqualTo(404);
    assertThat(get(WHOLE + "?start=tomorrow").statusCode()).isEqualTo(400);
    assertThat(get("/live/cam/clip-none.mp4").statusCode()).isEqualTo(404);

    origin.store().live().remove("cam/cmaf_hd_" + (FIRST + 2) + ".m4s");
    assertThat(get(cut(0, 4)).statusCode()).isEqualTo(410);
  }

  /** Returns the tier with a queue that is full for some reads of one object. */
  private ColdTier refusing(ColdTier tier) {
    return (ColdTier) Proxy.newProxyInstance(
        ColdTier.class.getClassLoader(),
        new Class<?>[] {ColdTier.class},
        (proxy, method, arguments) -> {
          boolean isRefused = method.getName().equals("read")
              && arguments[1].equals(BUSY_KEY)
              && refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
          return isRefused ? false : method.invoke(tier, arguments);
        });
  }

  private void append(Recording recording, String rendition, int index, long decodeTime) {
    String key = "cam/cmaf_" + rendition + "_" + (FIRST + index) + ".m4s";
    byte[] segment = TrackFile.segment(decodeTime, 0, MEDIA_LENGTH);
    put(key, segment);
    boolean isBreak = index == BREAK;
    recording
        .open(rendition)
        .append(
            new RecordedSegment(
                new SegmentEntry(FIRST + index, key, 180_000, at(index), isBreak),
                "init_" + rendition + ".mp4",
                segment.length,
                index < BREAK ? 0 : 1),
            new PlaylistTerms(2, true));
  }

  /** Writes one object when the disk has caught up: what is refused memory makes room without it. */
  private void put(String key, byte[] bytes) {
    Tests.await(
        () -> origin.store().live().usage().hotBytes() <= HOT_CAPACITY - ROOM_LENGTH,
        "room for " + key);
    ObjectWriter writer = origin
        .store()
        .live()
        .begin(
            key,
            new ObjectSpec(
                "video/mp4", "max-age=3600", ObjectSpec.Visibility.WHOLE, TTL_MS, bytes.length));
    int offset = writer.claim(bytes.length);
    writer.buffer().putBytes(offset, bytes);
    writer.commit();
  }

  private long at(int segment) {
    return startEpochMs + (long) segment * SEGMENT_MS;
  }

  private String cut(int first, int count) {
    return WHOLE + "?start=" + Instant.ofEpochMilli(at(first)) + "&duration="
        + count * SEGMENT_MS / 1_000;
  }

  private HttpResponse<byte[]> get(String path, String... fields) throws Exception {
    HttpRequest.Builder request = request(path);
    return client.send(
        (fields.length == 0 ? request : request.headers(fields)).build(),
        BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://localhost:" + origin.httpAddress().getPort() + path));
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElseThrow();
  }
}
