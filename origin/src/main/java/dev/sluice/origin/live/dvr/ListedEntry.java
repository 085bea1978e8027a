package dev.sluice.origin.live.dvr;

/**
 * What is known of one segment beside its text.
 *
 * @param textEnd offset behind its text in that of its block
 * @param nameLength characters of its name, the last line of its text
 * @param epochMs wall clock of its first access unit
 * @param map name of its init segment, empty if it needs none
 * @param hasMap whether its text names the init segment, as that of the first segment after a change does
 */
record ListedEntry(
    int textEnd,
    int nameLength,
    long epochMs,
    long duration90k,
    long length,
    boolean isDiscontinuity,
    boolean isGap,
    String map,
    boolean hasMap) {
  private static final int TICKS_PER_MS = 90;

  /** Returns the same without its bytes. */
  ListedEntry asGap() {
    return new ListedEntry(
        textEnd,
        nameLength,
        epochMs,
        duration90k,
        /* length= */ 0,
        isDiscontinuity,
        /* isGap= */ true,
        map,
        hasMap);
  }

  /** Returns the same with its text farther behind in the block. */
  ListedEntry moved(int distance) {
    return new ListedEntry(
        textEnd + distance,
        nameLength,
        epochMs,
        duration90k,
        length,
        isDiscontinuity,
        isGap,
        map,
        hasMap);
  }

  /** Returns the wall clock of its end. */
  long endEpochMs() {
    return epochMs + duration90k / TICKS_PER_MS;
  }
}
