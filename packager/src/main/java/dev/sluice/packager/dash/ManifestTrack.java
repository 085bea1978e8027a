package dev.sluice.packager.dash;

import dev.sluice.packager.codec.TrackFormat;
import java.util.List;

/**
 * One track file within a period (Representation).
 *
 * @param name rendition in the URLs
 * @param format what it carries
 * @param codecs entry of a CODECS attribute
 * @param bandwidth bit/s
 * @param init name of its init segment beside the manifest
 * @param timescale ticks a second of its times
 * @param presentationTimeOffset media time at the start of the period
 * @param segments oldest first with consecutive numbers, at least one
 */
public record ManifestTrack(
    String name,
    TrackFormat format,
    String codecs,
    long bandwidth,
    String init,
    int timescale,
    long presentationTimeOffset,
    List<ManifestSegment> segments) {
  /** Copies the list. */
  public ManifestTrack {
    segments = List.copyOf(segments);
  }
}
