package dev.sluice.packager.codec;

/** Reads AVC decoder configuration records (ISO/IEC 14496-15 §5.3.3.1) and what their parameter sets say. */
public final class AvcConfiguration {
  private AvcConfiguration() {}

  /**
   * Returns the format that a record describes, by the first SPS of it.
   *
   * @throws MalformedMediaException if the record is cut short, has no SPS or PPS, or its SPS cannot be read
   */
  public static VideoFormat parse(byte[] avcc) {
    SequenceParameterSet sps = firstSps(AvcParameterSets.parse(avcc));
    return new VideoFormat(
        VideoCodec.AVC,
        ConfigurationRecord.copyOf(avcc),
        sps.width(),
        sps.height(),
        sps.vui().frameRate(),
        sps.codecs());
  }

  /**
   * Returns what the first SPS of a record says of how its pictures are shown.
   *
   * @throws MalformedMediaException if it cannot be read
   */
  public static VuiParameters vui(AvcParameterSets sets) {
    return firstSps(sets).vui();
  }

  private static SequenceParameterSet firstSps(AvcParameterSets sets) {
    return SequenceParameterSet.parse(sets.sequenceParameterSets().get(0));
  }
}
