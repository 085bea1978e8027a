package dev.sluice.origin.live.dvr;

import dev.sluice.origin.LifetimeClock;
import dev.sluice.origin.metrics.Metrics;
import dev.sluice.origin.store.Namespace;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/**
 * The recordings of all channels, and their clips: the packager fills them, and HTTP finds them under the keys of their
 * playlists.
 *
 * <p>Any thread may call it; a look-up takes no lock. {@link #doWork()} is the house thread's.
 */
public final class Recordings implements Agent {
  /** Name of what a channel records, as its keys begin with it. */
  public static final String DVR = "dvr";
  /** What the name of a clip begins with in its keys. */
  public static final String CLIP_PREFIX = "clip-";
  /** What the key of a file ends with. */
  public static final String FILE_SUFFIX = ".mp4";
  /** Most clips at a time. */
  public static final int MAX_CLIP_COUNT = 1000;

  /** How much longer segments are there than they are listed. */
  static final long GRACE_MS = 10_000;
  /** How much longer copies of segments are there than these are listed by recordings, at least. */
  static final long COPY_GRACE_MS = 60_000;

  private static final String PLAYLIST_SUFFIX = ".m3u8";
  private static final String WINDOW_FILE = "clip" + FILE_SUFFIX;
  private static final long WORK_INTERVAL_MS = 250;
  private static final int CHECK_COUNT = 16;
  private static final long LAST_COPIES_NS = TimeUnit.SECONDS.toNanos(5);
  private static final long LAST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Namespace namespace;
  private final LifetimeClock clock;
  private final Map<String, Recording> recordings = new ConcurrentHashMap<>();
  private final Map<String, RecordedText> texts = new ConcurrentHashMap<>();
  // What a former process was interrupted in, by channel: whoever takes one out goes on with it or
  // ends it.
  private final Map<String, Recording> awaited = new ConcurrentHashMap<>();

  // House thread.
  private long lastWorkEpochMs;

  // Whoever composes the origin.
  private volatile long awaitedUntilEpochMs;

  /** Makes an empty set over the objects of the channels. */
  public Recordings(Namespace namespace, EpochClock epochClock, NanoClock nanoClock) {
    this.namespace = namespace;
    clock = new LifetimeClock(epochClock, nanoClock);
  }

  /**
   * Begins to record a life of a channel; it goes on where a former process was interrupted not long ago.
   *
   * @param firstMediaSequence number of its first segment
   * @param lengthMs how far back it reaches, at least 1
   */
  public Recording begin(String channel, long firstMediaSequence, long lengthMs) {
    Recording interrupted = awaited.remove(channel);
    if (interrupted == null) {
      return new Recording(this, channel, DVR, lengthMs);
    }
    interrupted.goOn(firstMediaSequence, lengthMs);
    return interrupted;
  }

  /** Returns the playlist under a key, if there is one. */
  public Optional<RecordedText> find(String key) {
    return Optional.ofNullable(texts.get(key));
  }

  /**
   * Returns the recording that the key of a file is about: {@code CHANNEL/clip.mp4} of what the channel has recorded,
   * {@code CHANNEL/clip-NAME.mp4} of a clip.
   */
  public Optional<Recording> findFile(String key) {
    int nameStart = key.lastIndexOf('/') + 1;
    String name = key.substring(nameStart);
    String directory = key.substring(0, nameStart);
    if (name.equals(WINDOW_FILE)) {
      return Optional.ofNullable(recordings.get(directory + DVR + PLAYLIST_SUFFIX));
    }
    return name.startsWith(CLIP_PREFIX) && name.endsWith(FILE_SUFFIX)
        ? Optional.ofNullable(
            recordings.get(key.substring(0, key.length() - FILE_SUFFIX.length()) + PLAYLIST_SUFFIX))
        : Optional.empty();
  }

  /** Returns what there is of the clips of a channel, by name. */
  public List<ClipFacts> clips(String channel) {
    String prefix = channel + "/" + CLIP_PREFIX;
    return recordings.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .map(entry -> entry.getValue().facts())
        .sorted(Comparator.comparing(ClipFacts::name))
        .toList();
  }

  /** Returns what there is of a clip. */
  public Optional<ClipFacts> clip(String channel, String name) {
    return Optional.ofNullable(recordings.get(clipKey(channel, name))).map(Recording::facts);
  }

  /** Lets go of a clip: its segments stay for as long as something else needs them. Returns whether there was one. */
  public boolean removeClip(String channel, String name) {
    Recording clip = recordings.remove(clipKey(channel, name));
    if (clip != null) {
      hide(clip);
    }
    return clip != null;
  }

  /**
   * Makes a recording of its own of a stretch of time of what a channel has recorded. It replaces one of the same name.
   *
   * @param name that it is to have behind {@link #CLIP_PREFIX}, without a slash
   * @param keptMs for how long it is there, or {@link RecordingQuery#ALL} for as long as the channel's window reaches back
   * @return the key of its multivariant playlist, or nothing if there is no segment of that time
   */
  public Optional<String> clip(String channel, String name, RecordingQuery cut, long keptMs) {
    Recording source = recordings.get(channel + "/" + DVR + PLAYLIST_SUFFIX);
    Optional<Recording> clip =
        source == null ? Optional.empty() : source.clip(CLIP_PREFIX + name, cut, keptMs);
    clip.ifPresent(this::offer);
    return clip.map(Recording::key);
  }

  /** Returns whether there is no room for another clip. */
  public boolean isFull() {
    return recordings.keySet().stream()
            .filter(key -> key.contains("/" + CLIP_PREFIX))
            .count()
        >= MAX_CLIP_COUNT;
  }

  /** Registers what is recorded. Once, while the process is composed. */
  public void registerOn(Metrics metrics) {
    metrics.gauge(
        "sluice_dvr_segments",
        "Segments that recordings and clips list, of every rendition.",
        () -> sum(RecordedPlaylist::count));
    metrics.gauge("sluice_dvr_bytes", "Bytes of these.", () -> sum(RecordedPlaylist::length));
  }

  @Override
  public int doWork() {
    long nowEpochMs = clock.nowEpochMs();
    if (nowEpochMs - lastWorkEpochMs < WORK_INTERVAL_MS) {
      return 0;
    }
    lastWorkEpochMs = nowEpochMs;
    if (!awaited.isEmpty() && nowEpochMs >= awaitedUntilEpochMs) {
      awaited.keySet().forEach(this::endAwaited);
    }
    for (Recording recording : recordings.values()) {
      if (recording.isOver(nowEpochMs)) {
        recordings.remove(recording.key(), recording);
        hide(recording);
      } else {
        recording.sweep(CHECK_COUNT);
        recording.preserve();
      }
    }
    return recordings.size();
  }

  /** Has what is listed outlive the process, as far as that takes no longer than a few seconds. Called when the house thread has ended. */
  public void preserveLast() {
    long startNs = System.nanoTime();
    while (!isPreserved() && System.nanoTime() - startNs < LAST_COPIES_NS) {
      LockSupport.parkNanos(LAST_PAUSE_NS);
    }
  }

  @Override
  public String roleName() {
    return "recordings";
  }

  /** Lets a recording be found, and the former one under its key no more. */
  void show(Recording recording) {
    Recording former = recordings.put(recording.key(), recording);
    if (former != null && former != recording) {
      hide(former);
    }
  }

  void list(String key, RecordedText text) {
    texts.put(key, text);
  }

  /**
   * Returns whether a segment is held, and its init segment; they then stay for at least a time.
   *
   * @param map key of the init segment, or empty
   */
  boolean keep(String key, String map, long ttlMs) {
    boolean hasMap = map.isEmpty() || namespace.prolong(map, Math.max(1, ttlMs));
    return namespace.prolong(key, Math.max(1, ttlMs)) && hasMap;
  }

  /** Has a segment and its init segment outlive the process; returns whether there is nothing left to ask for. */
  boolean preserve(String key, String map, long ttlMs) {
    // The init segment is asked for with every segment: so that it need not stay longer every time.
    return (map.isEmpty() || namespace.preserve(map, ttlMs, /* spareMs= */ ttlMs))
        && namespace.preserve(key, ttlMs, /* spareMs= */ 0);
  }

  /** Has a segment and its init segment outlive the process if the disk has refused that; a copy stays as it is. */
  void preserveAgain(String key, String map, long ttlMs) {
    if (!map.isEmpty()) {
      namespace.preserve(map, /* ttlMs= */ 1, /* spareMs= */ ttlMs);
    }
    namespace.preserve(key, /* ttlMs= */ 1, /* spareMs= */ ttlMs);
  }

  /** Returns all that can be found. */
  Collection<Recording> all() {
    return recordings.values();
  }

  /** Returns whether there is a recording under a key. */
  boolean isFound(String key) {
    return recordings.containsKey(key);
  }

  /** Lets a recording that has its lists already be found. */
  void offer(Recording recording) {
    show(recording);
    recording.playlists().forEach((uri, playlist) -> list(recording.key(uri), playlist));
    list(recording.key(), recording.multivariantText());
  }

  /**
   * Has recordings that were interrupted go on when their channels do, or end.
   *
   * @param untilEpochMs when they end if nobody has come back
   */
  void await(Map<String, Recording> interrupted, long untilEpochMs) {
    awaitedUntilEpochMs = untilEpochMs;
    awaited.putAll(interrupted);
  }

  boolean hasColdTier() {
    return namespace.hasColdTier();
  }

  long nowEpochMs() {
    return clock.nowEpochMs();
  }

  /** Returns when a moment is for whoever has only the wall clock. */
  long wallEpochMs(long epochMs) {
    return clock.wallEpochMs(epochMs);
  }

  private static String clipKey(String channel, String name) {
    return channel + "/" + CLIP_PREFIX + name + PLAYLIST_SUFFIX;
  }

  private void endAwaited(String channel) {
    Recording interrupted = awaited.remove(channel);
    if (interrupted != null) {
      interrupted.end();
    }
  }

  private boolean isPreserved() {
    boolean isDone = true;
    for (Recording recording : recordings.values()) {
      isDone &= recording.preserve();
    }
    return isDone;
  }

  private void hide(Recording recording) {
    texts.remove(recording.key(), recording.multivariantText());
    recording.playlists().forEach((uri, playlist) -> texts.remove(recording.key(uri), playlist));
  }

  private long sum(ToLongFunction<RecordedPlaylist> count) {
    return recordings.values().stream()
        .flatMap(recording -> recording.playlists().values().stream())
        .mapToLong(count)
        .sum();
  }
}
