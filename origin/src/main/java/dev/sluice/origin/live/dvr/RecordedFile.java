package dev.sluice.origin.live.dvr;

import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of a recording that can be one file: the segments of a rendition and those of the sound beside it, by their
 * numbers. Immutable; any thread reads it.
 */
public final class RecordedFile {
  /** Most segments of a rendition. */
  public static final int MAX_SEGMENT_COUNT = 16_384;

  private final String directory;
  private final String name;
  private final List<Track> tracks;
  private final boolean isFinal;

  /**
   * Makes one of what a recording lists.
   *
   * @param windows of the rendition, whose segments the span names, and of the sound beside it, if there is any
   * @throws NoFileException if there is a reason against it
   */
  RecordedFile(String directory, String name, List<RecordedWindow> windows, PlaylistSpan span) {
    this.directory = directory;
    this.name = name;
    isFinal = span.isFinal();
    if (span.endSequence() - span.firstSequence() > MAX_SEGMENT_COUNT) {
      throw new NoFileException(NoFileException.Reason.TOO_LONG);
    }
    tracks = new ArrayList<>(windows.size());
    for (RecordedWindow window : windows) {
      long first = Math.max(span.firstSequence(), window.firstSequence());
      long end = Math.min(span.endSequence(), window.endSequence());
      if (first < end) {
        tracks.add(new Track(window, first, end));
      }
    }
    tracks.forEach(Track::check);
  }

  /** Returns a name for whoever keeps the file, without its extension. */
  public String name() {
    return name;
  }

  /** Returns whether it will always be the same, as long as the segments are there. */
  public boolean isFinal() {
    return isFinal;
  }

  /** Returns how many tracks there are. */
  public int trackCount() {
    return tracks.size();
  }

  /** Returns the key of a track's init segment. */
  public String initKey(int track) {
    Track asked = tracks.get(track);
    return directory + asked.window().entry(asked.firstSequence()).map();
  }

  /** Returns the key of a track's first segment. */
  public String firstKey(int track) {
    Track asked = tracks.get(track);
    return directory + asked.window().name(asked.firstSequence());
  }

  /** Returns how many groups of segments there are, each of one time. */
  public int groupCount() {
    return (int) (tracks.get(0).endSequence() - tracks.get(0).firstSequence());
  }

  /** Returns how long the segments of a group last, in 90 kHz ticks. */
  public long duration90k(int group) {
    Track first = tracks.get(0);
    return first.window().entry(first.firstSequence() + group).duration90k();
  }

  /** Returns the bytes of all segments of a group. */
  public long length(int group) {
    long sequence = tracks.get(0).firstSequence() + group;
    long length = 0;
    for (Track track : tracks) {
      length += track.has(sequence) ? track.window().entry(sequence).length() : 0;
    }
    return length;
  }

  /** Returns the segments of a group, one a track that has it. */
  public List<Piece> pieces(int group) {
    long sequence = tracks.get(0).firstSequence() + group;
    List<Piece> pieces = new ArrayList<>(tracks.size());
    for (int i = 0; i < tracks.size(); i++) {
      Track track = tracks.get(i);
      if (track.has(sequence)) {
        pieces.add(new Piece(
            i,
            directory + track.window().name(sequence),
            track.window().entry(sequence).length()));
      }
    }
    return pieces;
  }

  /**
   * A segment in the file.
   *
   * @param track from 0
   * @param key of the segment
   * @param length bytes
   */
  public record Piece(int track, String key, long length) {}

  /** What of a playlist is in the file. */
  private record Track(RecordedWindow window, long firstSequence, long endSequence) {
    boolean has(long sequence) {
      return sequence >= firstSequence && sequence < endSequence;
    }

    void check() {
      String map = window.entry(firstSequence).map();
      if (map.isEmpty()) {
        throw new NoFileException(NoFileException.Reason.NO_TRACK_FILES);
      }
      for (long sequence = firstSequence; sequence < endSequence; sequence++) {
        ListedEntry entry = window.entry(sequence);
        if (entry.isGap()) {
          throw new NoFileException(NoFileException.Reason.GONE);
        }
        boolean isBroken = entry.isDiscontinuity() && sequence > firstSequence;
        if (isBroken || !entry.map().equals(map)) {
          throw new NoFileException(NoFileException.Reason.DISCONTINUOUS);
        }
      }
    }
  }
}
