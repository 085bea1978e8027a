package dev.sluice.packager.codec;

import org.agrona.DirectBuffer;

/** Looks into access units of one format, to see whether decoding can start there. Used by one thread. */
public sealed interface AccessUnitProbe permits NalUnitReader, TemporalUnitProbe {
  /** Result: not what the format says, e.g. a length goes past the end. */
  int MALFORMED = -1;
  /** Result: no picture in it. */
  int NO_PICTURE = 0;
  /** Result: a picture that needs others. */
  int PICTURE = 1;
  /** Result: a picture that cannot be decoded if decoding starts at the random access point before it. */
  int SKIPPED_LEADING = 2;
  /** Result: decoding can start here. */
  int RANDOM_ACCESS = 3;

  /**
   * Returns {@link #MALFORMED}, {@link #NO_PICTURE}, {@link #PICTURE}, {@link #SKIPPED_LEADING} or {@link #RANDOM_ACCESS}.
   */
  int inspect(DirectBuffer buffer, int offset, int length);

  /**
   * Returns the probe for a format.
   *
   * @throws MalformedMediaException if the configuration record cannot be read
   */
  static AccessUnitProbe of(VideoFormat format) {
    return switch (format.codec()) {
      case AVC, HEVC -> NalUnitReader.of(ParameterSets.of(format));
      case AV1 -> new TemporalUnitProbe();
    };
  }
}
