package dev.sluice.origin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.auth.Authorizer;
import dev.sluice.origin.http.HttpContext;
import dev.sluice.origin.http.storage.StorageContext;
import dev.sluice.origin.live.SegmentEntry;
import dev.sluice.origin.live.dvr.PlaylistTerms;
import dev.sluice.origin.live.dvr.RecordedPlaylist;
import dev.sluice.origin.live.dvr.RecordedSegment;
import dev.sluice.origin.live.dvr.Recording;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.store.StoreContext;
import dev.sluice.origin.tier.DirectoryTier;
import dev.sluice.origin.tier.DirectoryTierContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A channel that records more than memory holds, with a disk behind it and without one, read over HTTP. */
@Timeout(120)
@ExtendWith(NativeMemoryExtension.class)
class RecordingIT {
  private static final long FIRST = 1_700_000_000L;
  private static final long HOT_CAPACITY = 8L << 20;
  private static final long ROOM_LENGTH = 1L << 20;
  private static final int SEGMENT_LENGTH = 256 << 10;
  private static final int SMALL_LENGTH = 1 << 10;
  private static final int SEGMENT_COUNT = 100; // 25 MiB, three times what memory holds, or little
  private static final int SEGMENT_MS = 2_000;
  private static final long TTL_MS = 600_000;
  private static final String CLIPS = "/api/v1/channels/cam/clips";
  private static final String MEDIA = "/live/cam/dvr_hd.m3u8";

  @TempDir
  private Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private final StoreContext store =
      new StoreContext().hotCapacity(HOT_CAPACITY).lowWaterMark(2 * ROOM_LENGTH);
  private final long startEpochMs = System.currentTimeMillis() - SEGMENT_COUNT * SEGMENT_MS;
  private Recording recording;

  @Test
  void shouldServeWhatIsOnDiskAlongWithWhatIsInMemory() throws Exception {
    store.coldTier(DirectoryTier.launch(new DirectoryTierContext(directory)));
    try (Origin origin = launch()) {
      record(origin, SEGMENT_LENGTH);

      assertThat(names(get(origin, MEDIA).body())).hasSize(SEGMENT_COUNT);
      for (int i = 0; i < SEGMENT_COUNT; i += 9) {
        HttpResponse<byte[]> segment = client.send(
            request(origin, "/live/cam/" + name(FIRST + i)), BodyHandlers.ofByteArray());
        assertThat(segment.statusCode()).isEqualTo(200);
        assertThat(segment.body()).hasSize(SEGMENT_LENGTH).startsWith((byte) i);
      }
    }
  }

  @Test
  void shouldShrinkToWhatMemoryHolds() throws Exception {
    try (Origin origin = launch()) {
      record(origin, SEGMENT_LENGTH);
      Tests.await(
          () -> names(get(origin, MEDIA).body()).stream().allMatch(name -> isServed(origin, name)),
          "all that is listed is there");

      assertThat(names(get(origin, MEDIA).body()))
          .hasSizeBetween(5, 32)
          .endsWith(name(FIRST + SEGMENT_COUNT - 1));
    }
  }

  @Test
  void shouldServeTheVideoOnDemandOfAChannelThatHasEnded() throws Exception {
    try (Origin origin = launch()) {
      record(origin, SMALL_LENGTH);
      recording.end();

      assertThat(get(origin, MEDIA).body())
          .contains("#EXT-X-PLAYLIST-TYPE:VOD\n")
          .endsWith("#EXT-X-ENDLIST\n");
      assertThat(get(origin, "/live/cam/dvr.m3u8").body()).endsWith("dvr_hd.m3u8\n");
      assertThat(get(origin, "/metrics").body())
          .contains("sluice_dvr_segments 100.0", "sluice_dvr_bytes 102400.0");
    }
  }

  @Test
  void shouldCompressDeltaUpdatesAndAnswerConditionsAndCuts() throws Exception {
    try (Origin origin = launch()) {
      record(origin, SMALL_LENGTH);

      HttpResponse<byte[]> gzip = client.send(
          request(origin, MEDIA + "?_HLS_skip=YES", "Accept-Encoding", "gzip"),
          BodyHandlers.ofByteArray());
      String etag = gzip.headers().firstValue("etag").orElseThrow();
      assertThat(inflated(gzip.body())).contains("#EXT-X-SKIP:SKIPPED-SEGMENTS=");
      assertThat(client
              .send(
                  request(
                      origin,
                      MEDIA + "?_HLS_skip=YES",
                      "Accept-Encoding",
                      "gzip",
                      "If-None-Match",
                      etag),
                  BodyHandlers.discarding())
              .statusCode())
          .isEqualTo(304);
      String cut = MEDIA + "?start=" + Instant.ofEpochMilli(at(98)) + "&duration=2";
      assertThat(names(get(origin, cut).body())).containsExactly(name(FIRST + 98));
      assertThat(get(origin, cut).headers().firstValue("cache-control").orElseThrow())
          .matches("max-age=[3-5]\\d\\d");
      assertThat(get(origin, MEDIA + "?start=tomorrow").statusCode()).isEqualTo(400);
      assertThat(get(origin, MEDIA + "?duration=5").statusCode()).isEqualTo(400);
      assertThat(get(origin, MEDIA + "?start=4000000000").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void shouldMakeClips() throws Exception {
    try (Origin origin = launch()) {
      record(origin, SMALL_LENGTH);
      String body = "{\"start\":\"" + Instant.ofEpochMilli(at(10)) + "\",\"end\":" + at(12) / 1e3
          + ",\"name\":\"goal\",\"keep\":\"1d\"}";

      HttpResponse<String> made = post(origin, body);
      assertThat(made.statusCode()).isEqualTo(201);
      assertThat(made.body()).contains("\"playlist\":\"/live/cam/clip-goal.m3u8\"");
      assertThat(get(origin, "/live/cam/clip-goal.m3u8").body()).endsWith("clip-goal_hd.m3u8\n");
      assertThat(names(get(origin, "/live/cam/clip-goal_hd.m3u8").body()))
          .contains(name(FIRST + 10), name(FIRST + 11))
          .hasSizeLessThanOrEqualTo(3);
      assertThat(get(origin, "/live/cam/clip-goal.mp4").body()).contains("recorded as MPEG-TS");
      assertThat(post(origin, "{\"start\":1,\"end\":5}").statusCode()).isEqualTo(404);
      assertThat(post(origin, "{\"start\":5,\"end\":1}").statusCode()).isEqualTo(400);
      assertThat(post(origin, "{\"from\":5}").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void shouldTellAndRemoveClips() throws Exception {
    try (Origin origin = launch()) {
      record(origin, SMALL_LENGTH);
      post(
          origin,
          "{\"start\":\"" + Instant.ofEpochMilli(at(1)) + "\",\"end\":\""
              + Instant.ofEpochMilli(at(3)) + "\",\"name\":\"b\"}");
      post(
          origin,
          "{\"start\":\"" + Instant.ofEpochMilli(at(5)) + "\",\"end\":\""
              + Instant.ofEpochMilli(at(6)) + "\",\"name\":\"a\"}");

      assertThat(get(origin, CLIPS).body())
          .matches("\\{\"clips\":\\[\\{\"name\":\"a\",.*\\{\"name\":\"b\",.*");
      assertThat(get(origin, CLIPS + "/a").body())
          .contains("\"playlist\":\"/live/cam/clip-a.m3u8\",\"start\":\"", "\"bytes\":")
          .contains("\"start\":\"" + Instant.ofEpochMilli(at(5)) + "\"")
          .doesNotContain("\"file\"");
      assertThat(delete(origin, CLIPS + "/a")).isEqualTo(204);
      assertThat(delete(origin, CLIPS + "/a")).isEqualTo(404);
      assertThat(get(origin, "/live/cam/clip-a.m3u8").statusCode()).isEqualTo(404);
      assertThat(get(origin, CLIPS).body()).doesNotContain("\"a\"").contains("\"b\"");
      assertThat(get(origin, "/api/v1/channels/other/clips").body()).isEqualTo("{\"clips\":[]}");
    }
  }

  private Origin launch() {
    return Origin.launch(new OriginContext()
        .store(store)
        .storage(new StorageContext().authorizer(Authorizer.OPEN))
        .http(new HttpContext()
            .threads(1)
            .listenAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))));
  }

  private void record(Origin origin, int segmentLength) {
    recording = origin.recordings().begin("cam", FIRST, TTL_MS);
    RecordedPlaylist playlist = recording.open("hd");
    for (int i = 0; i < SEGMENT_COUNT; i++) {
      String key = "cam/" + name(FIRST + i);
      put(origin, key, (byte) i, segmentLength);
      playlist.append(
          new RecordedSegment(
              new SegmentEntry(FIRST + i, key, 180_000, at(i), /* isDiscontinuity= */ false),
              /* map= */ "",
              segmentLength,
              /* breakCount= */ 0),
          new PlaylistTerms(2, true));
    }
    recording.multivariant("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nplaylist_hd.m3u8\n");
  }

  /** Writes one segment when the disk has caught up: what is refused memory makes room without it. */
  private static void put(Origin origin, String key, byte value, int length) {
    Tests.await(
        () -> origin.store().live().usage().hotBytes() <= HOT_CAPACITY - ROOM_LENGTH,
        "room for " + key);
    ObjectWriter writer = origin
        .store()
        .live()
        .begin(
            key,
            new ObjectSpec(
                "video/mp2t", "max-age=3600", ObjectSpec.Visibility.WHOLE, TTL_MS, length));
    int offset = writer.claim(length);
    writer.buffer().setMemory(offset, length, value);
    writer.commit();
  }

  private long at(int segment) {
    return startEpochMs + (long) segment * SEGMENT_MS;
  }

  private static String name(long sequence) {
    return "playlist_hd_" + sequence + ".ts";
  }

  private static List<String> names(String playlist) {
    return playlist.lines().filter(line -> !line.startsWith("#")).toList();
  }

  private boolean isServed(Origin origin, String name) {
    return get(origin, "/live/cam/" + name).statusCode() == 200;
  }

  private static String inflated(byte[] gzip) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private HttpResponse<String> get(Origin origin, String path) {
    try {
      return client.send(request(origin, path), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> post(Origin origin, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(origin, CLIPS))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private int delete(Origin origin, String path) throws Exception {
    return client
        .send(HttpRequest.newBuilder(uri(origin, path)).DELETE().build(), BodyHandlers.discarding())
        .statusCode();
  }

  private static HttpRequest request(Origin origin, String path, String... fields) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(origin, path));
    return (fields.length == 0 ? request : request.headers(fields)).build();
  }

  private static URI uri(Origin origin, String path) {
    return URI.create("http://localhost:" + origin.httpAddress().getPort() + path);
  }
}
