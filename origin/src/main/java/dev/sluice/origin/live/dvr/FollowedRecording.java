package dev.sluice.origin.live.dvr;

import dev.sluice.origin.live.dvr.journal.Journal;
import dev.sluice.origin.live.dvr.journal.JournalEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A recording and what its journal says of it already. What it lists is looked at and never waited for: what the disk could
 * not take now is taken later.
 *
 * <p>Used by the journals' thread.
 */
final class FollowedRecording {
  private final Recording recording;
  private final Journal journal;

  // What the journal says.
  private Map<String, Position> positions = new HashMap<>();
  private String multivariant = "";
  private boolean isEnded;

  FollowedRecording(Recording recording, Journal journal) {
    this.recording = recording;
    this.journal = journal;
  }

  /** Takes note that the journal says all that the recording is. */
  void skip() {
    collect(new ArrayList<>());
  }

  String key() {
    return recording.key();
  }

  boolean isOf(Recording other) {
    return recording == other;
  }

  /** Adds to the journal what is new; returns how many entries that is. */
  int follow(long nowEpochMs) throws IOException {
    if (isEnded) {
      return 0;
    }
    List<JournalEntry> entries = new ArrayList<>();
    Map<String, Position> former = positions;
    String formerMultivariant = multivariant;
    collect(entries);
    boolean isAppended = false;
    try {
      journal.append(recording.head(), entries);
      isAppended = true;
    } finally {
      if (!isAppended) {
        positions = former;
        multivariant = formerMultivariant;
        isEnded = false;
      }
    }
    return entries.size() + (isEnded ? 0 : journal.trim(recording.oldestEpochMs(nowEpochMs)));
  }

  /** Adds what is new, and that this is all if the recording goes on in the next process. */
  int rest(long nowEpochMs) throws IOException {
    int count = follow(nowEpochMs);
    if (!isEnded && recording.isKnownWhole()) {
      journal.append(recording.head(), List.of(new JournalEntry.Rest()));
      count++;
    }
    return count;
  }

  /** Lets go of the journal. */
  void delete() throws IOException {
    journal.delete();
  }

  private void collect(List<JournalEntry> entries) {
    // Read first: what has ended lists all that it ever will.
    long endedEpochMs = recording.endedEpochMs();
    String text = recording.multivariantBody();
    if (!text.equals(multivariant)) {
      multivariant = text;
      entries.add(new JournalEntry.Multivariant(text));
    }
    Map<String, Position> next = new HashMap<>();
    for (RecordedPlaylist playlist : recording.playlists().values()) {
      RecordedWindow window = playlist.window();
      if (window != null) {
        next.put(playlist.uri(), collect(playlist, window, entries));
      }
    }
    positions = next;
    if (endedEpochMs != 0 && !isEnded) {
      isEnded = true;
      entries.add(new JournalEntry.End(recording.wallEpochMs(endedEpochMs)));
    }
  }

  private Position collect(
      RecordedPlaylist playlist, RecordedWindow window, List<JournalEntry> entries) {
    Position position = positions.get(playlist.uri());
    boolean isKnown = position != null
        && position.sequence() >= window.firstSequence()
        && position.sequence() <= window.endSequence();
    long sequence = isKnown ? position.sequence() : window.firstSequence();
    long breakCount = isKnown ? position.breakCount() : window.discontinuitySequence(sequence);
    String rendition = recording.rendition(playlist);
    for (; sequence < window.endSequence(); sequence++) {
      ListedEntry entry = window.entry(sequence);
      breakCount += entry.isDiscontinuity() ? 1 : 0;
      if (!entry.isGap()) {
        entries.add(new JournalEntry.Segment(
            rendition,
            sequence,
            entry.epochMs(),
            entry.duration90k(),
            entry.isDiscontinuity(),
            breakCount,
            entry.length(),
            window.terms().targetDurationSeconds(),
            window.terms().hasIndependentSegments(),
            window.name(sequence),
            entry.map()));
      }
    }
    return new Position(sequence, breakCount);
  }

  /** What of a list is in the journal: all before a number, and so many discontinuities. */
  private record Position(long sequence, long breakCount) {}
}
