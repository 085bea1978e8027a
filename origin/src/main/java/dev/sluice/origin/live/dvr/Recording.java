package dev.sluice.origin.live.dvr;

import static java.nio.charset.StandardCharsets.UTF_8;

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
  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Recordings recordings;
  private final String directory; // the channel with its slash
  private final String name; // dvr, or that of the clip
  private final long lengthMs;
  private final Map<String, RecordedPlaylist> playlists = new ConcurrentHashMap<>();
  private final RecordedText multivariantText = this::multivariant;

  // The packager's thread.
  private volatile String multivariant = "";
  private volatile long endedEpochMs;

  Recording(Recordings recordings, String channel, String name, long lengthMs) {
    this.recordings = recordings;
    this.name = name;
    this.lengthMs = lengthMs;
    directory = channel + "/";
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
    multivariant = RecordingText.withUris(text, uri -> name + uri.substring(uri.indexOf('_')));
    recordings.list(key(), multivariantText);
  }

  /** Says that nothing follows; has no effect the second time. */
  public void end() {
    if (endedEpochMs == 0) {
      playlists.values().forEach(RecordedPlaylist::end);
      endedEpochMs = recordings.nowEpochMs();
    }
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
        endedEpochMs + lengthMs);
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

  /** Takes note that a playlist has a segment. */
  void onListed(RecordedPlaylist playlist) {
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
    long ended = endedEpochMs;
    // What is not ended is kept by the store itself.
    long keptMs = ended == 0 ? 0 : Math.max(1, ended + lengthMs - nowEpochMs) + Recordings.GRACE_MS;
    RecordedPlaylist.Keeper keeper = new RecordedPlaylist.Keeper() {
      @Override
      public boolean keep(String segment, String map) {
        return recordings.keep(key(segment), key(map), keptMs);
      }

      @Override
      public boolean isLasting() {
        return recordings.hasColdTier();
      }
    };
    for (RecordedPlaylist playlist : playlists.values()) {
      playlist.sweep(nowEpochMs - lengthMs, checkCount, keeper);
    }
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
