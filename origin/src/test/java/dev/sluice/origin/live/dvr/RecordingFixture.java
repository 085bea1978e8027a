package dev.sluice.origin.live.dvr;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.origin.live.SegmentEntry;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectSpec.Visibility;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** A channel that records segments of two seconds into a real store, with clocks that are moved by hand. */
final class RecordingFixture implements AutoCloseable {
  static final long FIRST = 1_700_000_000L;
  static final long START_EPOCH_MS = 1_700_000_000_000L;
  static final int SEGMENT_MS = 2_000;
  static final int SEGMENT_LENGTH = 100;
  static final String MULTIVARIANT = "#EXTM3U\n"
      + "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Audio\",URI=\"cmaf_audio.m3u8\"\n"
      + "#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=\"audio\"\ncmaf_hd.m3u8\n";

  private static final long DURATION_90K = 180_000;
  private static final PlaylistTerms TERMS = new PlaylistTerms(2, true);

  private long nowEpochMs = START_EPOCH_MS;
  private long clockSetMs;
  final OriginStore store = new OriginStore(new StoreContext()
      .hotCapacity(64 << 20)
      .nanoClock(() -> TimeUnit.MILLISECONDS.toNanos(nowEpochMs - START_EPOCH_MS))
      .epochClock(() -> nowEpochMs + clockSetMs));
  final Recordings recordings = new Recordings(
      store.live(),
      () -> nowEpochMs + clockSetMs,
      () -> TimeUnit.MILLISECONDS.toNanos(nowEpochMs - START_EPOCH_MS));
  final Recording recording;
  final RecordedPlaylist playlist;

  private final long keptMs;
  private long next = FIRST;
  private long breakCount;
  private String map = "init_0.mp4";

  RecordingFixture(long lengthMs) {
    keptMs = lengthMs + 60_000;
    recording = recordings.begin("cam", FIRST, lengthMs);
    playlist = recording.open("hd");
  }

  /** Records segments, one every two seconds. */
  void record(int count) {
    for (int i = 0; i < count; i++) {
      record(/* isDiscontinuity= */ false);
    }
  }

  /** Records one segment into another playlist. */
  void recordInto(RecordedPlaylist other) {
    putMap();
    SegmentEntry entry = new SegmentEntry(next, "cam/other", DURATION_90K, nowEpochMs, false);
    other.append(new RecordedSegment(entry, map, SEGMENT_LENGTH, breakCount), TERMS);
  }

  void record(boolean isDiscontinuity) {
    breakCount += isDiscontinuity ? 1 : 0;
    putMap();
    put("cam/" + name(next), keptMs);
    long startEpochMs = nowEpochMs;
    advanceMs(SEGMENT_MS);
    SegmentEntry entry =
        new SegmentEntry(next, "cam/" + name(next), DURATION_90K, startEpochMs, isDiscontinuity);
    playlist.append(new RecordedSegment(entry, map, SEGMENT_LENGTH, breakCount), TERMS);
    next++;
  }

  private void putMap() {
    if (!store.live().contains("cam/" + map)) {
      put("cam/" + map, ObjectSpec.PINNED);
    }
  }

  /** Goes on with other init segments. */
  void changeMap(String nextMap) {
    map = nextMap;
  }

  /** Lets the other renditions go on alone. */
  void miss(int count) {
    next += count;
    advanceMs((long) count * SEGMENT_MS);
  }

  void advanceMs(long ms) {
    nowEpochMs += ms;
  }

  /** Sets the wall clock, which the dates of the publication do not follow. */
  void setClock(long byMs) {
    clockSetMs += byMs;
  }

  /** Lets the house thread pass often enough to look at every segment. */
  void sweep(int times) {
    for (int i = 0; i < times; i++) {
      advanceMs(250);
      store.doWork();
      recordings.doWork();
    }
  }

  static String name(long sequence) {
    return "cmaf_hd_" + sequence + ".m4s";
  }

  String text(String uri) {
    return text(uri, RecordingQuery.WHOLE);
  }

  String text(String uri, RecordingQuery query) {
    return recordings
        .find("cam/" + uri)
        .flatMap(found -> found.body(query))
        .map(body -> joined(body.plain()))
        .orElse("");
  }

  List<String> names(RecordingQuery query) {
    return text("dvr_hd.m3u8", query)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  static RecordingQuery cut(long startEpochMs, long durationMs) {
    return new RecordingQuery(startEpochMs, durationMs, /* isDelta= */ false);
  }

  static String joined(ByteBuffer[] pieces) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuffer piece : pieces) {
      bytes.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
    }
    return bytes.toString(ISO_8859_1);
  }

  static String inflated(ByteBuffer[] pieces) {
    byte[] gzip = joined(pieces).getBytes(ISO_8859_1);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void put(String key, long ttlMs) {
    ObjectWriter writer = store
        .live()
        .begin(
            key,
            new ObjectSpec("video/mp4", "max-age=3600", Visibility.WHOLE, ttlMs, SEGMENT_LENGTH));
    writer.buffer().putBytes(writer.claim(SEGMENT_LENGTH), new byte[SEGMENT_LENGTH]);
    writer.commit();
  }

  @Override
  public void close() {
    store.close();
  }
}
