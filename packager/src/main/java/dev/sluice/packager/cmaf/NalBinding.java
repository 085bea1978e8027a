package dev.sluice.packager.cmaf;

import dev.sluice.packager.codec.AccessUnitProbe;
import dev.sluice.packager.codec.HevcConfiguration;
import dev.sluice.packager.codec.NalSyntax;
import dev.sluice.packager.codec.NalUnitReader;
import dev.sluice.packager.codec.ParameterSets;
import dev.sluice.packager.codec.VideoCodec;
import dev.sluice.packager.codec.VideoFormat;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * H.264 in a sample entry of type avc1 (ISO/IEC 14496-15 §5), HEVC in one of type hvc1 (§8), with length prefixes of four
 * bytes.
 *
 * <p>A sample has neither delimiters nor filler, and no parameter set that the configuration record has. One that it has
 * not stays, for without it the pictures that follow could not be decoded.
 */
final class NalBinding extends VideoBinding {
  private static final int PREFIX_LENGTH = 4;
  private static final int AVC_LENGTH_SIZE_OFFSET = 4;
  private static final int AVC_LENGTH_SIZE_4 = 0xFF; // reserved (6), lengthSizeMinusOne (2)

  private final NalUnitReader reader;
  private final NalSyntax syntax;
  private final byte[][][] parameterSets; // by type

  NalBinding(VideoFormat format) {
    super(format, entry(format));
    ParameterSets sets = ParameterSets.of(format);
    reader = NalUnitReader.of(sets);
    syntax = sets.syntax();
    parameterSets = sets.byType().stream().map(NalBinding::toArray).toArray(byte[][][]::new);
  }

  @Override
  public int measure(DirectBuffer accessUnit) {
    int end = accessUnit.capacity();
    int length = 0;
    long types = 0;
    for (int position = 0; position < end; ) {
      int nalUnitLength = reader.nalUnitLength(accessUnit, position, end);
      if (nalUnitLength == AccessUnitProbe.MALFORMED) {
        return MALFORMED;
      }
      types |= 1L << reader.type(accessUnit, position);
      length += isKept(accessUnit, position, nalUnitLength) ? PREFIX_LENGTH + nalUnitLength : 0;
      position += reader.lengthSize() + nalUnitLength;
    }
    return syntax.hasSlice(types) ? length : MALFORMED;
  }

  @Override
  public void write(DirectBuffer accessUnit, ChunkWriter chunk) {
    int end = accessUnit.capacity();
    for (int position = 0; position < end; ) {
      int nalUnitLength = reader.nalUnitLength(accessUnit, position, end);
      if (isKept(accessUnit, position, nalUnitLength)) {
        chunk.appendInt(nalUnitLength);
        chunk.append(accessUnit, position + reader.lengthSize(), nalUnitLength);
      }
      position += reader.lengthSize() + nalUnitLength;
    }
  }

  private boolean isKept(DirectBuffer accessUnit, int position, int nalUnitLength) {
    int type = reader.type(accessUnit, position);
    int index = syntax.parameterSetIndex(type);
    if (index < 0) {
      return !syntax.isDelimiter(type) && !syntax.isFiller(type);
    }
    return !isOneOf(
        parameterSets[index], accessUnit, position + reader.lengthSize(), nalUnitLength);
  }

  private static boolean isOneOf(byte[][] sets, DirectBuffer buffer, int offset, int length) {
    for (byte[] set : sets) {
      if (set.length == length && isEqual(set, buffer, offset)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEqual(byte[] set, DirectBuffer buffer, int offset) {
    for (int i = 0; i < set.length; i++) {
      if (set[i] != buffer.getByte(offset + i)) {
        return false;
      }
    }
    return true;
  }

  private static VideoSampleEntry entry(VideoFormat format) {
    byte[] record = format.configuration().toBytes();
    if (format.codec() == VideoCodec.HEVC) {
      return new VideoSampleEntry("hvc1", "hvcC", HevcConfiguration.forSampleEntry(record), format);
    }
    record[AVC_LENGTH_SIZE_OFFSET] = (byte) AVC_LENGTH_SIZE_4;
    return new VideoSampleEntry("avc1", "avcC", record, format);
  }

  private static byte[][] toArray(List<byte[]> sets) {
    return sets.toArray(new byte[0][]);
  }
}
