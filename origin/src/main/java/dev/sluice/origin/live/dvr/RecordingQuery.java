package dev.sluice.origin.live.dvr;

/**
 * What a request wants of a recording.
 *
 * @param startEpochMs wall clock from which on segments are wanted, or {@link #ALL}
 * @param durationMs how much is wanted from there on, or {@link #ALL}
 * @param isDelta whether segments that the reader knows may be left out
 */
public record RecordingQuery(long startEpochMs, long durationMs, boolean isDelta) {
  /** No bound. */
  public static final long ALL = Long.MIN_VALUE;

  /** Everything there is. */
  public static final RecordingQuery WHOLE = new RecordingQuery(ALL, ALL, /* isDelta= */ false);

  /** Returns whether a part of the time is wanted. */
  public boolean isCut() {
    return startEpochMs != ALL;
  }

  /** Returns whether the part has an end. */
  boolean hasEnd() {
    return durationMs != ALL;
  }

  /** Returns where the part ends. */
  long endEpochMs() {
    return startEpochMs + durationMs;
  }
}
