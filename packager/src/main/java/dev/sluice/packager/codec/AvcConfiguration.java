package dev.sluice.packager.codec;

import java.util.List;

/** Reads AVC decoder configuration records (ISO/IEC 14496-15 §5.3.3.1) and what their parameter sets say. */
public final class AvcConfiguration {
  private static final int HEADER_LENGTH = 6;
  private static final int VERSION = 1;
  private static final int VERSION_OFFSET = 0;
  private static final int LENGTH_SIZE_OFFSET = 4;
  private static final int SPS_COUNT_OFFSET = 5;
  private static final int SPS_COUNT_MASK = 0x1F;

  private AvcConfiguration() {}

  /**
   * Returns the format that a record describes, by the first SPS of it.
   *
   * @throws MalformedMediaException if the record is cut short, has no SPS or PPS, or its SPS cannot be read
   */
  public static VideoFormat parse(byte[] avcc) {
    AvcSequenceParameterSet sps = firstSps(parameterSets(avcc));
    return new VideoFormat(
        VideoCodec.AVC,
        ConfigurationRecord.copyOf(avcc),
        sps.width(),
        sps.height(),
        sps.vui().frameRate(),
        sps.codecs());
  }

  static AvcSequenceParameterSet firstSps(ParameterSets sets) {
    return AvcSequenceParameterSet.parse(sets.first(NalUnitType.SPS));
  }

  static ParameterSets parameterSets(byte[] avcc) {
    if (avcc.length < HEADER_LENGTH) {
      throw new MalformedMediaException(
          "avcC length: " + avcc.length + " (expected: >= " + HEADER_LENGTH + ")");
    }
    if (avcc[VERSION_OFFSET] != VERSION) {
      throw new MalformedMediaException(
          "avcC version: " + avcc[VERSION_OFFSET] + " (expected: " + VERSION + ")");
    }
    int lengthSize = ParameterSets.lengthSize(avcc[LENGTH_SIZE_OFFSET]);
    List<List<byte[]>> sets = ParameterSets.listsFor(NalSyntax.AVC);
    int count = avcc[SPS_COUNT_OFFSET] & SPS_COUNT_MASK;
    int offset = ParameterSets.read(avcc, HEADER_LENGTH, count, sets.get(0));
    if (offset >= avcc.length) {
      throw new MalformedMediaException("numOfPictureParameterSets: past the end of avcC");
    }
    ParameterSets.read(avcc, offset + 1, avcc[offset] & 0xFF, sets.get(1));
    // What the high profiles append here repeats the SPS, and is often missing.
    return new ParameterSets(NalSyntax.AVC, lengthSize, sets);
  }
}
