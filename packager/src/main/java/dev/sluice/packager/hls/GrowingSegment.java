package dev.sluice.packager.hls;

import java.util.List;

/**
 * A segment that is being written: what a playlist may say of it already, and where the next part will be.
 *
 * @param uri its name beside the playlist
 * @param map name of its init segment beside the playlist
 * @param programDateTimeEpochMs wall clock of its first access unit; without meaning before its first part
 * @param isDiscontinuity whether times, codec or format break before it
 * @param parts those that are published, in order
 * @param hint where the next part will be: in this segment or, if it seems complete, in the next
 */
public record GrowingSegment(
    String uri,
    String map,
    long programDateTimeEpochMs,
    boolean isDiscontinuity,
    List<PartEntry> parts,
    PreloadHint hint) {
  /** Copies the list. */
  public GrowingSegment {
    parts = List.copyOf(parts);
  }

  /** Returns how long the published parts are, in 90 kHz ticks. */
  long duration90k() {
    long duration90k = 0;
    for (PartEntry part : parts) {
      duration90k += part.duration90k();
    }
    return duration90k;
  }
}
