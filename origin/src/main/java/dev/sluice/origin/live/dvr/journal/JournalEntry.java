package dev.sluice.origin.live.dvr.journal;

/** What happened to a recording. Strings that are names have no white space. */
public sealed interface JournalEntry {
  /**
   * A segment joined the recording.
   *
   * @param rendition name of its rendition
   * @param sequence number in the rendition's list
   * @param epochMs wall clock of its first access unit
   * @param breakCount discontinuities until the segment, it included
   * @param length bytes
   * @param targetDurationSeconds EXT-X-TARGETDURATION since this segment
   * @param hasIndependentSegments EXT-X-INDEPENDENT-SEGMENTS since this segment
   * @param name beside the playlist
   * @param map name of its init segment, empty if it needs none
   */
  record Segment(
      String rendition,
      long sequence,
      long epochMs,
      long duration90k,
      boolean isDiscontinuity,
      long breakCount,
      long length,
      int targetDurationSeconds,
      boolean hasIndependentSegments,
      String name,
      String map)
      implements JournalEntry {
    private static final int TICKS_PER_MS = 90;

    /** Returns the wall clock of its end. */
    public long endEpochMs() {
      return epochMs + duration90k / TICKS_PER_MS;
    }
  }

  /** The multivariant playlist is another one. */
  record Multivariant(String text) implements JournalEntry {}

  /** All that was listed until now is in the journal: the process ended as it should. */
  record Rest() implements JournalEntry {}

  /** Nothing follows. */
  record End(long epochMs) implements JournalEntry {}
}
