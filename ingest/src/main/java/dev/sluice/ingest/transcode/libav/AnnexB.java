package dev.sluice.ingest.transcode.libav;

import dev.sluice.packager.codec.NalUnitType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Turns the byte stream format of H.264 (ISO/IEC 14496-10 Annex B) into length prefixes of four bytes and a configuration
 * record, for encoders that know no other.
 */
final class AnnexB {
  private static final int PREFIX_LENGTH = Integer.BYTES;
  private static final int START_CODE_LENGTH = 3;
  private static final int PROFILE_HIGH = 100;

  private AnnexB() {}

  /** Returns the length that {@link #convert} makes of a byte stream. */
  static int convertedLength(DirectBuffer stream, int length) {
    int converted = 0;
    int start = nextNalUnit(stream, 0, length);
    while (start < length) {
      int end = endOfNalUnit(stream, start, length);
      if (isKept(stream.getByte(start))) {
        converted += PREFIX_LENGTH + end - start;
      }
      start = nextNalUnit(stream, end, length);
    }
    return converted;
  }

  /** Writes the NAL units but for parameter sets and delimiters, which packagers add where they belong. */
  static void convert(DirectBuffer stream, int length, MutableDirectBuffer target) {
    int position = 0;
    int start = nextNalUnit(stream, 0, length);
    while (start < length) {
      int end = endOfNalUnit(stream, start, length);
      if (isKept(stream.getByte(start))) {
        target.putInt(position, end - start, ByteOrder.BIG_ENDIAN);
        target.putBytes(position + PREFIX_LENGTH, stream, start, end - start);
        position += PREFIX_LENGTH + end - start;
      }
      start = nextNalUnit(stream, end, length);
    }
  }

  /**
   * Returns the AVC decoder configuration record (ISO/IEC 14496-15 §5.3.3.1) of a stream of 4:2:0 with 8 bits.
   *
   * @param parameterSets byte stream with one SPS and one PPS
   * @throws LibavException if one of them is missing
   */
  static byte[] configurationRecord(byte[] parameterSets) {
    byte[] sps = find(parameterSets, NalUnitType.SPS);
    byte[] pps = find(parameterSets, NalUnitType.PPS);
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    record.write(1); // configurationVersion
    record.write(sps, 1, 3); // AVCProfileIndication, profile_compatibility, AVCLevelIndication
    record.write(0xFC | PREFIX_LENGTH - 1); // reserved (6), lengthSizeMinusOne (2)
    record.write(0xE0 | 1); // reserved (3), numOfSequenceParameterSets (5)
    writeSet(record, sps);
    record.write(1); // numOfPictureParameterSets
    writeSet(record, pps);
    if ((sps[1] & 0xFF) == PROFILE_HIGH) {
      record.write(0xFC | 1); // reserved (6), chroma_format (2)
      record.write(0xF8); // reserved (5), bit_depth_luma_minus8 (3)
      record.write(0xF8); // reserved (5), bit_depth_chroma_minus8 (3)
      record.write(0); // numOfSequenceParameterSetExt
    }
    return record.toByteArray();
  }

  private static void writeSet(ByteArrayOutputStream record, byte[] nalUnit) {
    record.write(nalUnit.length >>> Byte.SIZE);
    record.write(nalUnit.length);
    record.write(nalUnit, 0, nalUnit.length);
  }

  private static byte[] find(byte[] bytes, int type) {
    UnsafeBuffer stream = new UnsafeBuffer(bytes);
    int start = nextNalUnit(stream, 0, bytes.length);
    while (start < bytes.length) {
      int end = endOfNalUnit(stream, start, bytes.length);
      if (NalUnitType.of(bytes[start]) == type) {
        byte[] nalUnit = new byte[end - start];
        stream.getBytes(start, nalUnit);
        return nalUnit;
      }
      start = nextNalUnit(stream, end, bytes.length);
    }
    throw new LibavException("parameter sets: none of type " + type + " (expected: one)");
  }

  private static boolean isKept(byte header) {
    return switch (NalUnitType.of(header)) {
      case NalUnitType.SPS, NalUnitType.PPS, NalUnitType.AUD, NalUnitType.FILLER -> false;
      default -> true;
    };
  }

  /** Returns the first byte after the next start code, or {@code length} if there is none. */
  private static int nextNalUnit(DirectBuffer stream, int from, int length) {
    int startCode = startCode(stream, from, length);
    return Math.min(length, startCode + START_CODE_LENGTH);
  }

  /** Returns where a NAL unit ends: zeros before the next start code, or before the end, do not belong to it. */
  private static int endOfNalUnit(DirectBuffer stream, int start, int length) {
    int end = startCode(stream, start, length);
    while (end > start + 1 && stream.getByte(end - 1) == 0) {
      end--;
    }
    return end;
  }

  /** Returns where the next 00 00 01 begins, or {@code length} if there is none. */
  private static int startCode(DirectBuffer stream, int from, int length) {
    int position = from;
    while (position + START_CODE_LENGTH <= length) {
      int third = stream.getByte(position + 2);
      if (third > 1 || third < 0) {
        position += START_CODE_LENGTH;
      } else if (third == 1 && stream.getByte(position) == 0 && stream.getByte(position + 1) == 0) {
        return position;
      } else {
        position++;
      }
    }
    return length;
  }
}
