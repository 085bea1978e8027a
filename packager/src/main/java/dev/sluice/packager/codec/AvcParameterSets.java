package dev.sluice.packager.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The parameter sets of an AVC decoder configuration record (ISO/IEC 14496-15 §5.3.3.1), and how long the length prefix
 * of a NAL unit is in the access units that go with it.
 *
 * @param lengthSize bytes of a length prefix, 1, 2 or 4
 * @param sequenceParameterSets NAL units of type 7 with their header byte, at least one
 * @param pictureParameterSets NAL units of type 8 with their header byte, at least one
 */
public record AvcParameterSets(
    int lengthSize, List<byte[]> sequenceParameterSets, List<byte[]> pictureParameterSets) {
  /** Most bytes that the parameter sets of one type may have together, since they go before every IDR picture. */
  public static final int MAX_LENGTH = 32 * 1024;

  private static final int HEADER_LENGTH = 6;
  private static final int VERSION = 1;
  private static final int VERSION_OFFSET = 0;
  private static final int LENGTH_SIZE_OFFSET = 4;
  private static final int SPS_COUNT_OFFSET = 5;
  private static final int LENGTH_SIZE_MASK = 0x03;
  private static final int SPS_COUNT_MASK = 0x1F;

  /** Keeps unmodifiable lists; the arrays in them are not copied and must not be written to. */
  public AvcParameterSets {
    sequenceParameterSets = List.copyOf(sequenceParameterSets);
    pictureParameterSets = List.copyOf(pictureParameterSets);
  }

  /**
   * Reads a record.
   *
   * @throws MalformedMediaException if it is cut short or has no SPS or no PPS
   */
  public static AvcParameterSets parse(byte[] avcc) {
    if (avcc.length < HEADER_LENGTH) {
      throw new MalformedMediaException(
          "avcC length: " + avcc.length + " (expected: >= " + HEADER_LENGTH + ")");
    }
    if (avcc[VERSION_OFFSET] != VERSION) {
      throw new MalformedMediaException(
          "avcC version: " + avcc[VERSION_OFFSET] + " (expected: " + VERSION + ")");
    }
    int lengthSize = (avcc[LENGTH_SIZE_OFFSET] & LENGTH_SIZE_MASK) + 1;
    if (lengthSize == 3) {
      throw new MalformedMediaException("lengthSizeMinusOne: 2 (expected: 0, 1 or 3)");
    }
    List<byte[]> sequenceSets = new ArrayList<>();
    List<byte[]> pictureSets = new ArrayList<>();
    int sequenceSetCount = avcc[SPS_COUNT_OFFSET] & SPS_COUNT_MASK;
    int offset = read(avcc, HEADER_LENGTH, sequenceSetCount, NalUnitType.SPS, sequenceSets);
    if (offset >= avcc.length) {
      throw new MalformedMediaException("numOfPictureParameterSets: past the end of avcC");
    }
    read(avcc, offset + 1, avcc[offset] & 0xFF, NalUnitType.PPS, pictureSets);
    // What the high profiles append here repeats the SPS, and is often missing.
    return new AvcParameterSets(lengthSize, sequenceSets, pictureSets);
  }

  /** Reads {@code count} sets of one type, each behind a length of 16 bits; returns the offset after the last. */
  private static int read(byte[] avcc, int offset, int count, int type, List<byte[]> sets) {
    if (count == 0) {
      throw new MalformedMediaException("parameter sets of type " + type + ": 0 (expected: >= 1)");
    }
    int next = offset;
    int total = 0;
    for (int i = 0; i < count; i++) {
      if (avcc.length - next < Short.BYTES) {
        throw new MalformedMediaException(
            "parameter set of type " + type + ": past the end of avcC");
      }
      int length = (avcc[next] & 0xFF) << 8 | avcc[next + 1] & 0xFF;
      next += Short.BYTES;
      total += length;
      if (length == 0 || length > avcc.length - next || total > MAX_LENGTH) {
        throw new MalformedMediaException("parameter set length: " + length + " of "
            + (avcc.length - next) + " left (expected: 1 to those, and " + MAX_LENGTH + " a type)");
      }
      if (NalUnitType.of(avcc[next]) != type) {
        throw new MalformedMediaException(
            "nal_unit_type: " + NalUnitType.of(avcc[next]) + " (expected: " + type + ")");
      }
      sets.add(Arrays.copyOfRange(avcc, next, next + length));
      next += length;
    }
    return next;
  }
}
