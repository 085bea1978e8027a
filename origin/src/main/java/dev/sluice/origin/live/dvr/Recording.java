package dev.sluice.origin.live.dvr;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.origin.live.dvr.journal.JournalHead;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is recorded of one life of a channel, or a clip of that: a multivariant playlist and the playlists that it names.
 *
 * <p>It is found from its first segment on, in place of the channel's former recording. When the channel ends it becomes a
 * video on demand, which stays for as long as the window was.
 *
 * <p>One thread of the packager fills it; any thread reads it.
 */
public final class Recording {
  private static final int SHORT_TARGET_SECONDS = 2;
  private static final double MS_PER_SECOND = 1000;
  private static final long NOTHING_YET = Long.MAX_VALUE;
  private static final long NOT_CUT_OFF = 0;
  private static final long SEGMENT_MIN_MS = 1_000;
  private static final long MAX_LOST_COUNT = 60;
  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Recordings recordings;
  private final String directory; // the channel with its slash
  private final String name; // dvr, or that of the clip
  private final long life;
  private final Map<String, RecordedPlaylist> playlists = new ConcurrentHashMap<>();
  private final RecordedText multivariantText = this::multivariant;

  // Whoever restores it, before it is found.
  private long cutOffEpochMs = NOT_CUT_OFF;

  // Whoever begins it, before the packager's thread has it.
  private volatile long lengthMs;
  private volatile Continuation continuation = Continuation.NONE;

  // The packager's thread.
  private volatile String multivariant = "";
  private volatile long endedEpochMs;
  private volatile long newestEndEpochMs = NOTHING_YET;

  Recording(Recordings recordings, String channel, String name, long lengthMs) {
    this(recordings, new JournalHead(channel, name, recordings.nowEpochMs(), lengthMs));
  }

  /** Makes one of which a journal tells. */
  Recording(Recordings recordings, JournalHead head) {
    this.recordings = recordings;
    name = head.name();
    life = head.life();
    lengthMs = head.lengthMs();
    directory = head.channel() + "/";
  }

  /**
   * Lets a life of the channel go on where a former process was.
   *
   * @param firstMediaSequence number of its first segment
   */
  void goOn(long firstMediaSequence, long nextLengthMs) {
    long endSequence = Long.MIN_VALUE;
    long breakCount = -1;
    for (RecordedPlaylist playlist : playlists.values()) {
      endSequence = Math.max(endSequence, playlist.window().endSequence());
      breakCount = Math.max(breakCount, playlist.breakCount());
    }
    lengthMs = nextLengthMs;
    continuation = breakCount < 0
        ? Continuation.NONE
        : new Continuation(firstMediaSequence - endSequence - lostCount(), breakCount + 1);
  }

  /**
   * Says that a process that was killed has told of segments until a time, and may have listed more.
   *
   * @param epochMs end of the last one that is known
   */
  void cutOffAt(long epochMs) {
    cutOffEpochMs = epochMs;
  }

  /** Returns whether all that was ever listed is known, or has its numbers left to it. */
  boolean isKnownWhole() {
    return cutOffEpochMs == NOT_CUT_OFF || newestEndEpochMs != NOTHING_YET;
  }

  /** Returns how many segments a process that was killed may have listed without a trace: their numbers are not given again. */
  private long lostCount() {
    long missingMs = recordings.nowEpochMs() - cutOffEpochMs;
    return cutOffEpochMs == NOT_CUT_OFF
        ? 0
        : Math.max(1, Math.min((missingMs + SEGMENT_MIN_MS - 1) / SEGMENT_MIN_MS, MAX_LOST_COUNT));
  }

  /** Makes the playlist of a rendition, which is listed with its first segment. */
  public RecordedPlaylist open(String rendition) {
    return playlists.computeIfAbsent(
        name + "_" + rendition + ".m3u8", uri -> new RecordedPlaylist(this, uri));
  }

  /**
   * Sets the multivariant playlist.
   *
   * @param text whose URIs are those of the live playlists: {@code …_RENDITION.m3u8}
   */
  public void multivariant(String text) {
    restoreMultivariant(text);
    recordings.list(key(), multivariantText);
  }

  /** Sets the same, which is found when the recording is. */
  void restoreMultivariant(String text) {
    multivariant = RecordingText.withUris(text, uri -> name + uri.substring(uri.indexOf('_')));
  }

  /** Says that nothing follows; has no effect the second time. */
  public void end() {
    if (endedEpochMs == 0) {
      playlists.values().forEach(RecordedPlaylist::end);
      endedEpochMs = recordings.nowEpochMs();
    }
  }

  /** Says that nothing follows since a time that a journal tells. */
  void endAt(long epochMs) {
    playlists.values().forEach(RecordedPlaylist::end);
    endedEpochMs = epochMs;
  }

  /** Returns what remains of a stretch of time, as a recording of its own. */
  Optional<Recording> clip(String clipName, RecordingQuery cut, long keptMs) {
    Recording clip = new Recording(
        recordings,
        directory.substring(0, directory.length() - 1),
        clipName,
        keptMs == RecordingQuery.ALL ? lengthMs : keptMs);
    for (RecordedPlaylist playlist : playlists.values()) {
      if (playlist.isListed()) {
        String uri = clipName + playlist.uri().substring(playlist.uri().indexOf('_'));
        RecordedWindow held = playlist.window();
        long first = held.sequenceAt(cut.startEpochMs());
        long end = held.sequenceFrom(cut.endEpochMs());
        if (first < end) {
          clip.playlists.put(
              uri, new RecordedPlaylist(clip, uri, held.until(end).from(first)));
        }
      }
    }
    clip.endedEpochMs = recordings.nowEpochMs();
    clip.multivariant =
        RecordingText.withUris(multivariant, uri -> clipName + uri.substring(uri.indexOf('_')));
    return clip.playlists.isEmpty() || multivariant.isEmpty()
        ? Optional.empty()
        : Optional.of(clip);
  }

  /**
   * Returns a stretch of it as one file, whose segments may be gone nevertheless.
   *
   * @param rendition that is wanted, or nothing for the best
   * @throws NoFileException if it cannot be one
   */
  public RecordedFile file(RecordingQuery query, Optional<String> rendition) {
    List<String> variants = VariantUris.variants(multivariant);
    String uri = rendition
        .map(wanted -> name + "_" + wanted + ".m3u8")
        .or(() -> variants.stream().filter(this::isListed).findFirst())
        .orElse("");
    if (!variants.contains(uri) || !isListed(uri)) {
      throw new NoFileException(NoFileException.Reason.NOTHING);
    }
    List<RecordedWindow> windows = new ArrayList<>();
    windows.add(playlists.get(uri).window());
    VariantUris.audio(multivariant)
        .filter(audio -> !audio.equals(uri) && isListed(audio))
        .ifPresent(audio -> windows.add(playlists.get(audio).window()));
    PlaylistSpan span = RecordedPlaylist.span(windows.get(0), query);
    if (span.firstSequence() >= span.endSequence()) {
      throw new NoFileException(NoFileException.Reason.NOTHING);
    }
    return new RecordedFile(directory, fileName(windows.get(0), span), windows, span);
  }

  /** Returns what is told of it as a clip. */
  ClipFacts facts() {
    List<RecordedWindow> windows = playlists.values().stream()
        .filter(RecordedPlaylist::isListed)
        .map(RecordedPlaylist::window)
        .toList();
    boolean hasFile = windows.stream()
        .noneMatch(window -> window.entry(window.firstSequence()).map().isEmpty());
    return new ClipFacts(
        name.substring(Recordings.CLIP_PREFIX.length()),
        key(),
        hasFile ? key(name + Recordings.FILE_SUFFIX) : "",
        windows.stream()
            .mapToLong(window -> window.entry(window.firstSequence()).epochMs())
            .min()
            .orElse(endedEpochMs),
        windows.stream()
            .mapToLong(window -> window.entry(window.endSequence() - 1).endEpochMs())
            .max()
            .orElse(endedEpochMs),
        windows.stream().mapToLong(RecordedWindow::length).sum(),
        recordings.wallEpochMs(endedEpochMs + lengthMs));
  }

  /** Returns the key that leads to it: of its multivariant playlist. */
  String key() {
    return key(name + ".m3u8");
  }

  String key(String uri) {
    return directory + uri;
  }

  /** Returns where a segment would be that never came. */
  String gapKey(String uri, long number) {
    String rendition = uri.substring(name.length() + 1, uri.lastIndexOf('.'));
    return key("gap_" + rendition + "_" + number);
  }

  /** Returns what a journal of it is about. */
  JournalHead head() {
    return new JournalHead(directory.substring(0, directory.length() - 1), name, life, lengthMs);
  }

  /** Returns the text of the multivariant playlist, empty if there is none yet. */
  String multivariantBody() {
    return multivariant;
  }

  /** Returns the name of a playlist's rendition. */
  String rendition(RecordedPlaylist playlist) {
    String uri = playlist.uri();
    return uri.substring(name.length() + 1, uri.lastIndexOf('.'));
  }

  /** Returns when it ended, 0 if it goes on. */
  long endedEpochMs() {
    return endedEpochMs;
  }

  /** Returns when a moment is for the next process, which has only the wall clock. */
  long wallEpochMs(long epochMs) {
    return recordings.wallEpochMs(epochMs);
  }

  Continuation continuation() {
    return continuation;
  }

  Map<String, RecordedPlaylist> playlists() {
    return playlists;
  }

  boolean isOver(long nowEpochMs) {
    return endedEpochMs != 0 && nowEpochMs - endedEpochMs >= lengthMs;
  }

  long nowEpochMs() {
    return recordings.nowEpochMs();
  }

  /** Returns when a segment goes that ended at a time. */
  long expiryEpochMs(long segmentEndEpochMs) {
    return (endedEpochMs == 0 ? segmentEndEpochMs : endedEpochMs) + lengthMs;
  }

  /** Takes note that a playlist has a segment more, and of when that ends. */
  void onListed(RecordedPlaylist playlist, long endEpochMs) {
    newestEndEpochMs = endEpochMs;
    recordings.show(this);
    recordings.list(key(playlist.uri()), playlist);
  }

  /** Returns the multivariant playlist as HTTP asks for it. */
  RecordedText multivariantText() {
    return multivariantText;
  }

  private Optional<PlaylistBody> multivariant(RecordingQuery query) {
    int target = playlists.values().stream()
        .filter(RecordedPlaylist::isListed)
        .mapToInt(playlist -> playlist.window().terms().targetDurationSeconds())
        .max()
        .orElse(0);
    if (target == 0) {
      return Optional.empty();
    }
    String suffix = query.isCut() ? suffix(query) : "";
    String text =
        suffix.isEmpty() ? multivariant : RecordingText.withUris(multivariant, uri -> uri + suffix);
    return Optional.of(
        PlaylistBody.of(text.getBytes(UTF_8), target < SHORT_TARGET_SECONDS ? 1 : target / 2));
  }

  /** Lets go of what is too old or gone, and keeps the rest. Called by the house thread. */
  void sweep(int checkCount) {
    long nowEpochMs = recordings.nowEpochMs();
    RecordedPlaylist.Keeper keeper = new SegmentKeeper(recordings, this, leftMs(nowEpochMs));
    for (RecordedPlaylist playlist : playlists.values()) {
      playlist.sweep(oldestEpochMs(nowEpochMs), checkCount, keeper);
    }
  }

  /**
   * Returns the time before which nothing is listed while it goes on.
   *
   * <p>Counted from the end of the newest segment, since the dates of a publication go on as they began when the clock is set;
   * from now, if that is earlier or no segment has come in this process.
   */
  long oldestEpochMs(long nowEpochMs) {
    return Math.min(nowEpochMs, newestEndEpochMs) - lengthMs;
  }

  /**
   * Has segments that are new outlive the process; returns whether none is left that has to wait. Called by the house thread,
   * or when that has ended.
   */
  boolean preserve() {
    RecordedPlaylist.Keeper keeper =
        new SegmentKeeper(recordings, this, leftMs(recordings.nowEpochMs()));
    boolean isDone = true;
    for (RecordedPlaylist playlist : playlists.values()) {
      isDone &= playlist.preserve(keeper);
    }
    return isDone;
  }

  /** Returns for how long a new segment of it has to be there. */
  long lengthMs() {
    return lengthMs;
  }

  /** Returns how long it will be there, 0 if it goes on: then the store itself keeps what it lists. */
  private long leftMs(long nowEpochMs) {
    long ended = endedEpochMs;
    return ended == 0 ? 0 : Math.max(1, ended + lengthMs - nowEpochMs);
  }

  /** Returns whether there is a segment to play. */
  boolean isListed() {
    return playlists.keySet().stream().anyMatch(this::isListed);
  }

  private boolean isListed(String uri) {
    RecordedPlaylist playlist = playlists.get(uri);
    return playlist != null && playlist.isListed();
  }

  /** A clip has a name; what is cut from the window is named after its time. */
  private String fileName(RecordedWindow window, PlaylistSpan span) {
    String channel = directory.substring(0, directory.length() - 1);
    return name.equals(Recordings.DVR)
        ? channel + "-"
            + FILE_TIME.format(
                Instant.ofEpochMilli(window.entry(span.firstSequence()).epochMs()))
        : channel + "-" + name.substring(Recordings.CLIP_PREFIX.length());
  }

  private static String suffix(RecordingQuery query) {
    String start = String.format(Locale.ROOT, "?start=%.3f", query.startEpochMs() / MS_PER_SECOND);
    return query.hasEnd()
        ? start + String.format(Locale.ROOT, "&duration=%.3f", query.durationMs() / MS_PER_SECOND)
        : start;
  }
}
