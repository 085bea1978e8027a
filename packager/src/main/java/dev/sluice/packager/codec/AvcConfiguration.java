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
    byte[] nalUnit = AvcParameterSets.parse(avcc).sequenceParameterSets().get(0);
    SequenceParameterSet sps = SequenceParameterSet.parse(nalUnit);
    return new VideoFormat(
        VideoCodec.AVC,
        ConfigurationRecord.copyOf(avcc),
        sps.width(),
        sps.height(),
        sps.frameRate(),
        sps.codecs());
  }
}
