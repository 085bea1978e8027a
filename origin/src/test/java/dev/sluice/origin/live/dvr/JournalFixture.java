package dev.sluice.origin.live.dvr;

import static dev.sluice.origin.live.dvr.RecordingFixture.SEGMENT_MS;
import static dev.sluice.origin.live.dvr.RecordingFixture.START_EPOCH_MS;

import dev.sluice.origin.live.SegmentEntry;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectSpec.Visibility;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import dev.sluice.origin.tier.DirectoryTier;
import dev.sluice.origin.tier.DirectoryTierContext;
import dev.sluice.origin.tier.HandDriven;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A channel that records onto a disk, by processes of which each takes up what the one before left; all threads are the test's. */
final class JournalFixture implements AutoCloseable {
  static final long RESUME_MS = 30_000;
  static final int SEGMENT_LENGTH = 1_000;
  static final long LENGTH_MS = 600_000;

  private static final PlaylistTerms TERMS = new PlaylistTerms(2, true);
  private static final String JOURNALS = "recordings";

  private final Path temporary;
  private Path directory;
  private int processCount;

  long nowEpochMs = START_EPOCH_MS;
  private long clockSetMs;
  DirectoryTier tier;
  OriginStore store;
  Recordings recordings;
  RecordingJournals journals;
  Recording recording;

  private RecordedPlaylist playlist;
  private String map;
  private long next;

  JournalFixture(Path temporary) {
    this.temporary = temporary;
    directory = temporary.resolve("0");
    start();
  }

  /** Begins a life of the channel, or goes on with one. */
  void begin(long firstSequence) {
    recording = recordings.begin("cam", firstSequence, LENGTH_MS);
    playlist = recording.open("hd");
    next = firstSequence;
    map = "init_" + firstSequence + ".mp4";
    put("cam/" + map, 10, ObjectSpec.PINNED);
    recording.multivariant("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\ncmaf_hd.m3u8\n");
  }

  /** Records segments of two seconds, and lets every thread do its work after each. */
  void record(int count) {
    for (int i = 0; i < count; i++) {
      recordUnseen();
      settle();
    }
  }

  /** Records a segment that only memory has when the next thing happens. */
  void recordUnseen() {
    String key = "cam/" + RecordingFixture.name(next);
    put(key, SEGMENT_LENGTH, LENGTH_MS);
    playlist.append(
        new RecordedSegment(
            new SegmentEntry(next, key, 180_000, nowEpochMs, /* isDiscontinuity= */ false),
            map,
            SEGMENT_LENGTH,
            /* breakCount= */ 0),
        TERMS);
    next++;
    nowEpochMs += SEGMENT_MS;
  }

  void settle() {
    nowEpochMs += 250;
    store.doWork();
    recordings.doWork();
    HandDriven.work(tier);
    journals.doWork();
  }

  void advanceMs(long ms) {
    nowEpochMs += ms;
  }

  /** Sets the wall clock. */
  void setClock(long byMs) {
    clockSetMs += byMs;
  }

  /** Leaves nothing of the directory where files of other segments could go. */
  void breakDisk() throws IOException {
    for (Path place : places()) {
      if (!Files.exists(place)) {
        Files.createFile(place);
      }
    }
  }

  /** Undoes {@link #breakDisk}. */
  void mendDisk() throws IOException {
    for (Path place : places()) {
      if (Files.isRegularFile(place)) {
        Files.delete(place);
      }
    }
  }

  /** Ends the process as it should, and begins another. */
  void restart() {
    close();
    start();
  }

  /** Lets another process begin with what the disk has at this moment. */
  void kill() {
    Path copy = temporary.resolve(Integer.toString(++processCount));
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.toList()) {
        Files.copy(path, copy.resolve(directory.relativize(path)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    close();
    directory = copy;
    start();
  }

  String text(String uri) {
    return recordings
        .find("cam/" + uri)
        .flatMap(found -> found.body(RecordingQuery.WHOLE))
        .map(body -> RecordingFixture.joined(body.plain()))
        .orElse("");
  }

  List<String> names() {
    return text("dvr_hd.m3u8").lines().filter(line -> !line.startsWith("#")).toList();
  }

  /** Returns whether a segment can be read, and its init segment. */
  boolean isHeld(String name) {
    return store.live().contains("cam/" + name);
  }

  List<Path> journalFiles() {
    try (Stream<Path> paths = Files.list(directory.resolve(JOURNALS))) {
      return paths.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path journalDirectory() {
    return directory.resolve(JOURNALS);
  }

  @Override
  public void close() {
    recordings.preserveLast();
    journals.close();
    store.close();
  }

  private List<Path> places() {
    return IntStream.range(0, 256)
        .mapToObj(i -> directory.resolve(String.format("%02x", i)))
        .toList();
  }

  private void start() {
    tier = HandDriven.open(new DirectoryTierContext(directory)
        .epochClock(() -> nowEpochMs + clockSetMs)
        .nanoClock(() -> TimeUnit.MILLISECONDS.toNanos(nowEpochMs)));
    store = new OriginStore(new StoreContext()
        .hotCapacity(16 << 20)
        .nanoClock(() -> TimeUnit.MILLISECONDS.toNanos(nowEpochMs - START_EPOCH_MS))
        .epochClock(() -> nowEpochMs + clockSetMs)
        .coldTier(tier));
    recordings = new Recordings(
        store.live(),
        () -> nowEpochMs + clockSetMs,
        () -> TimeUnit.MILLISECONDS.toNanos(nowEpochMs));
    journals =
        new RecordingJournals(new JournalSpec(directory.resolve(JOURNALS), RESUME_MS), recordings);
    journals.restore();
  }

  private void put(String key, int length, long ttlMs) {
    ObjectWriter writer = store
        .live()
        .begin(key, new ObjectSpec("video/mp4", "max-age=3600", Visibility.WHOLE, ttlMs, length));
    writer.buffer().putBytes(writer.claim(length), new byte[length]);
    writer.commit();
  }
}
