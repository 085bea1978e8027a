package dev.sluice.origin.live.dvr;

import dev.sluice.origin.live.SegmentEntry;
import dev.sluice.origin.live.dvr.journal.Journal;
import dev.sluice.origin.live.dvr.journal.JournalEntry;
import dev.sluice.origin.live.dvr.journal.JournalHead;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a recording of a journal, as it was listed, less what is not held any more. */
final class JournalReplay {
  private static final Logger LOGGER = LoggerFactory.getLogger(JournalReplay.class);

  private final Recordings recordings;
  private final Journal journal;
  private final Recording recording;
  private long endedEpochMs;
  private long lastEndEpochMs;
  private boolean isAtRest;

  private JournalReplay(Recordings recordings, Journal journal) {
    this.recordings = recordings;
    this.journal = journal;
    recording = new Recording(recordings, journal.head());
  }

  /** Returns the recording of a journal, which is not found yet, or nothing if it is over or was never whole. */
  static Optional<Recording> of(Journal journal, Recordings recordings) {
    return new JournalReplay(recordings, journal).run();
  }

  private Optional<Recording> run() {
    int tornCount = journal.read(this::replay);
    JournalHead head = journal.head();
    if (tornCount > 0) {
      LOGGER.warn(
          "{}/{}: {} lines of its journal are torn, what they say is missing",
          head.channel(),
          head.name(),
          tornCount);
    }
    if (endedEpochMs != 0) {
      recording.endAt(endedEpochMs);
    }
    if (!isAtRest) {
      recording.cutOffAt(lastEndEpochMs);
    }
    if (recording.isOver(recordings.nowEpochMs())) {
      return Optional.empty();
    }
    recording.sweep(Integer.MAX_VALUE);
    return Optional.of(recording).filter(this::isOfUse);
  }

  /** A channel goes on counting even where nothing is left of what it has recorded. */
  private boolean isOfUse(Recording restored) {
    return endedEpochMs == 0
        ? journal.head().name().equals(Recordings.DVR) && !restored.playlists().isEmpty()
        : restored.isListed();
  }

  private void replay(JournalEntry entry) {
    isAtRest = entry instanceof JournalEntry.Rest;
    if (entry instanceof JournalEntry.Segment segment) {
      replay(segment);
    } else if (entry instanceof JournalEntry.Multivariant multivariant) {
      recording.restoreMultivariant(multivariant.text());
    } else if (entry instanceof JournalEntry.End end) {
      endedEpochMs = end.epochMs();
    }
  }

  private void replay(JournalEntry.Segment segment) {
    lastEndEpochMs = Math.max(lastEndEpochMs, segment.endEpochMs());
    RecordedPlaylist playlist = recording.open(segment.rendition());
    RecordedWindow window = playlist.window();
    // What was added again after a fault of the disk is there twice.
    if (window == null || segment.sequence() >= window.endSequence()) {
      playlist.add(
          new RecordedSegment(
              new SegmentEntry(
                  segment.sequence(),
                  segment.name(),
                  segment.duration90k(),
                  segment.epochMs(),
                  segment.isDiscontinuity()),
              segment.map(),
              segment.length(),
              segment.breakCount()),
          new PlaylistTerms(segment.targetDurationSeconds(), segment.hasIndependentSegments()));
    }
  }
}
