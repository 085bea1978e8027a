package dev.sluice.packager.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads HEVC decoder configuration records (ISO/IEC 14496-15 §8.3.3.1) and what their parameter sets say.
 *
 * <pre>
 * version (8) profile, tier, compatibility, constraints, level (96) | segmentation, parallelism, chroma, depths, rate (64)
 * … lengthSizeMinusOne (2) | numOfArrays (8) | array_completeness (1) '0' (1) NAL_unit_type (6) numNalus (16) …
 * </pre>
 */
public final class HevcConfiguration {
  static final int SPS = NalSyntax.HEVC.parameterSetTypes()[1];

  private static final int HEADER_LENGTH = 23;
  private static final int VERSION = 1;
  private static final int VERSION_OFFSET = 0;
  private static final int LENGTH_SIZE_OFFSET = 21;
  private static final int ARRAY_COUNT_OFFSET = 22;
  private static final int ARRAY_HEADER_LENGTH = 3;
  private static final int COMPLETE = 0x80;
  private static final int TYPE_MASK = 0x3F;
  private static final int LENGTH_SIZE_4 = 0x03;

  private HevcConfiguration() {}

  /**
   * Returns the format that a record describes, by the first SPS of it.
   *
   * @throws MalformedMediaException if the record is cut short, lacks a VPS, SPS or PPS, or its SPS cannot be read
   */
  public static VideoFormat parse(byte[] hvcc) {
    HevcSequenceParameterSet sps = firstSps(parameterSets(hvcc));
    return new VideoFormat(
        VideoCodec.HEVC,
        ConfigurationRecord.copyOf(hvcc),
        sps.width(),
        sps.height(),
        sps.vui().frameRate(),
        sps.profile().codecs());
  }

  /**
   * Returns a record as a sample entry of type hvc1 has it (§8.4.1.1): length prefixes have four bytes, and no array of
   * parameter sets is completed by what comes in samples.
   *
   * @param hvcc a record that {@link #parse} takes
   */
  public static byte[] forSampleEntry(byte[] hvcc) {
    byte[] record = hvcc.clone();
    record[LENGTH_SIZE_OFFSET] |= LENGTH_SIZE_4;
    int offset = HEADER_LENGTH;
    for (int left = record[ARRAY_COUNT_OFFSET] & 0xFF; left > 0; left--) {
      if (NalSyntax.HEVC.parameterSetIndex(record[offset] & TYPE_MASK) >= 0) {
        record[offset] |= (byte) COMPLETE;
      }
      offset = ParameterSets.read(
          record, offset + ARRAY_HEADER_LENGTH, nalUnitCount(record, offset), new ArrayList<>());
    }
    return record;
  }

  static HevcSequenceParameterSet firstSps(ParameterSets sets) {
    return HevcSequenceParameterSet.parse(sets.first(SPS));
  }

  static ParameterSets parameterSets(byte[] hvcc) {
    if (hvcc.length < HEADER_LENGTH) {
      throw new MalformedMediaException(
          "hvcC length: " + hvcc.length + " (expected: >= " + HEADER_LENGTH + ")");
    }
    if (hvcc[VERSION_OFFSET] != VERSION) {
      throw new MalformedMediaException(
          "hvcC version: " + hvcc[VERSION_OFFSET] + " (expected: " + VERSION + ")");
    }
    int lengthSize = ParameterSets.lengthSize(hvcc[LENGTH_SIZE_OFFSET]);
    List<List<byte[]>> sets = ParameterSets.listsFor(NalSyntax.HEVC);
    int offset = HEADER_LENGTH;
    for (int left = hvcc[ARRAY_COUNT_OFFSET] & 0xFF; left > 0; left--) {
      if (hvcc.length - offset < ARRAY_HEADER_LENGTH) {
        throw new MalformedMediaException("numOfArrays: past the end of hvcC");
      }
      int index = NalSyntax.HEVC.parameterSetIndex(hvcc[offset] & TYPE_MASK);
      List<byte[]> target = index < 0 ? new ArrayList<>() : sets.get(index); // else SEI
      offset = ParameterSets.read(
          hvcc, offset + ARRAY_HEADER_LENGTH, nalUnitCount(hvcc, offset), target);
    }
    return new ParameterSets(NalSyntax.HEVC, lengthSize, sets);
  }

  private static int nalUnitCount(byte[] record, int offset) {
    return (record[offset + 1] & 0xFF) << 8 | record[offset + 2] & 0xFF;
  }
}
