package dev.sluice.packager.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The parameter sets of a decoder configuration record (ISO/IEC 14496-15 §5.3.3.1, §8.3.3.1), and how long the length
 * prefix of a NAL unit is in the access units that go with it.
 *
 * @param syntax of the NAL units
 * @param lengthSize bytes of a length prefix, 1, 2 or 4
 * @param byType NAL units with their headers, at least one of each of {@link NalSyntax#parameterSetTypes()}
 */
public record ParameterSets(NalSyntax syntax, int lengthSize, List<List<byte[]>> byType) {
  /** Most bytes that the parameter sets of one type may have together, since they go before every random access point. */
  public static final int MAX_LENGTH = 32 * 1024;

  private static final int LENGTH_SIZE_MASK = 0x03;

  /** Keeps unmodifiable lists; the arrays in them are not copied and must not be written to. */
  public ParameterSets {
    byType = byType.stream().map(List::copyOf).toList();
    for (int i = 0; i < byType.size(); i++) {
      check(syntax, byType.get(i), syntax.parameterSetTypes()[i]);
    }
  }

  /**
   * Returns those of a format.
   *
   * @throws MalformedMediaException if the record cannot be read
   * @throws IllegalArgumentException if the coding has none
   */
  public static ParameterSets of(VideoFormat format) {
    byte[] record = format.configuration().toBytes();
    return switch (format.codec()) {
      case AVC -> AvcConfiguration.parameterSets(record);
      case HEVC -> HevcConfiguration.parameterSets(record);
      case AV1 -> throw new IllegalArgumentException("codec: AV1 (expected: AVC or HEVC)");
    };
  }

  /** Returns the first set of a type. */
  byte[] first(int type) {
    return byType.get(syntax.parameterSetIndex(type)).get(0);
  }

  /** Returns empty lists to read into, one a type. */
  static List<List<byte[]>> listsFor(NalSyntax syntax) {
    List<List<byte[]>> lists = new ArrayList<>();
    for (int i = 0; i < syntax.parameterSetTypes().length; i++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  /** Returns the bytes of a length prefix by the field lengthSizeMinusOne in the last bits of a byte. */
  static int lengthSize(byte field) {
    int lengthSize = (field & LENGTH_SIZE_MASK) + 1;
    if (lengthSize == 3) {
      throw new MalformedMediaException("lengthSizeMinusOne: 2 (expected: 0, 1 or 3)");
    }
    return lengthSize;
  }

  /** Reads {@code count} NAL units, each behind a length of 16 bits; returns the offset after the last. */
  static int read(byte[] record, int offset, int count, List<byte[]> nalUnits) {
    int next = offset;
    for (int i = 0; i < count; i++) {
      if (record.length - next < Short.BYTES) {
        throw new MalformedMediaException("parameter set: past the end of the record");
      }
      int length = (record[next] & 0xFF) << 8 | record[next + 1] & 0xFF;
      next += Short.BYTES;
      if (length == 0 || length > record.length - next) {
        throw new MalformedMediaException("parameter set length: " + length
            + " (expected: 1 to the " + (record.length - next) + " that are left)");
      }
      nalUnits.add(Arrays.copyOfRange(record, next, next + length));
      next += length;
    }
    return next;
  }

  private static void check(NalSyntax syntax, List<byte[]> sets, int type) {
    if (sets.isEmpty()) {
      throw new MalformedMediaException("parameter sets of type " + type + ": 0 (expected: >= 1)");
    }
    int total = 0;
    for (byte[] set : sets) {
      if (syntax.type(set[0]) != type) {
        throw new MalformedMediaException(
            "nal_unit_type: " + syntax.type(set[0]) + " (expected: " + type + ")");
      }
      total += set.length;
    }
    if (total > MAX_LENGTH) {
      throw new MalformedMediaException("parameter sets of type " + type + ": " + total
          + " bytes (expected: <= " + MAX_LENGTH + ")");
    }
  }
}
