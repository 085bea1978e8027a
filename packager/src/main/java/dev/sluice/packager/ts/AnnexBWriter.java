package dev.sluice.packager.ts;

import static dev.sluice.packager.codec.NalUnitType.AUD;
import static dev.sluice.packager.codec.NalUnitType.IDR;
import static dev.sluice.packager.codec.NalUnitType.PPS;
import static dev.sluice.packager.codec.NalUnitType.SLICE;
import static dev.sluice.packager.codec.NalUnitType.SPS;

import dev.sluice.packager.codec.AvcAccessUnits;
import dev.sluice.packager.codec.AvcParameterSets;
import dev.sluice.packager.codec.NalUnitType;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Turns access units of length-prefixed NAL units into byte streams (ISO/IEC 14496-10 Annex B).
 *
 * <p>Each begins with exactly one access unit delimiter. A random access point has the parameter sets: its own if it has
 * them, else those of the configuration record. {@link #measure} comes before {@link #write}, with the same bytes.
 *
 * <p>Used only by the rendition's {@code pk-} thread.
 */
final class AnnexBWriter {
  private static final byte[] START_CODE = {0, 0, 0, 1};
  private static final int SLICES = (1 << IDR + 1) - (1 << SLICE); // types 1 to 5 as a set of bits
  // primary_pic_type 7 says nothing of the slices that follow, then rbsp_trailing_bits (§7.3.2.4).
  private static final byte[] DELIMITER = {0, 0, 0, 1, AUD, (byte) 0xF0};

  private final UnsafeBuffer startCode = new UnsafeBuffer(START_CODE);
  private final UnsafeBuffer delimiter = new UnsafeBuffer(DELIMITER);
  private final int lengthSize;
  private final UnsafeBuffer sequenceSets;
  private final UnsafeBuffer pictureSets;

  // The access unit that was measured.
  private boolean isSpsAdded;
  private boolean isPpsAdded;

  AnnexBWriter(AvcParameterSets sets) {
    lengthSize = sets.lengthSize();
    sequenceSets = byteStream(sets.sequenceParameterSets());
    pictureSets = byteStream(sets.pictureParameterSets());
  }

  /**
   * Returns the length of an access unit as a byte stream.
   *
   * @return {@link AvcAccessUnits#MALFORMED} if a NAL unit goes past the end, or none of them is a slice
   */
  int measure(DirectBuffer accessUnit, boolean isRandomAccess) {
    int end = accessUnit.capacity();
    int length = DELIMITER.length;
    int types = 0;
    for (int position = 0; position < end; ) {
      int nalUnitLength = AvcAccessUnits.nalUnitLength(accessUnit, position, end, lengthSize);
      if (nalUnitLength == AvcAccessUnits.MALFORMED) {
        return AvcAccessUnits.MALFORMED;
      }
      int type = NalUnitType.of(accessUnit.getByte(position + lengthSize));
      types |= 1 << type;
      length += type == AUD ? 0 : START_CODE.length + nalUnitLength;
      position += lengthSize + nalUnitLength;
    }
    if ((types & SLICES) == 0) {
      return AvcAccessUnits.MALFORMED;
    }
    isSpsAdded = isRandomAccess && (types & 1 << SPS) == 0;
    isPpsAdded = isRandomAccess && (types & 1 << PPS) == 0;
    return length
        + (isSpsAdded ? sequenceSets.capacity() : 0)
        + (isPpsAdded ? pictureSets.capacity() : 0);
  }

  /** Appends the access unit that was measured last. */
  void write(DirectBuffer accessUnit, TsPacketWriter packets) {
    packets.append(delimiter, 0, DELIMITER.length);
    // Of a source that sends only an SPS, the PPS has to follow that one.
    boolean isPpsDue = isPpsAdded && !isSpsAdded;
    if (isSpsAdded) {
      packets.append(sequenceSets, 0, sequenceSets.capacity());
      if (isPpsAdded) {
        packets.append(pictureSets, 0, pictureSets.capacity());
      }
    }
    int end = accessUnit.capacity();
    for (int position = 0; position < end; ) {
      int nalUnitLength = AvcAccessUnits.nalUnitLength(accessUnit, position, end, lengthSize);
      int type = NalUnitType.of(accessUnit.getByte(position + lengthSize));
      if (isPpsDue && (SLICES & 1 << type) != 0) {
        packets.append(pictureSets, 0, pictureSets.capacity());
        isPpsDue = false;
      }
      if (type != AUD) {
        packets.append(startCode, 0, START_CODE.length);
        packets.append(accessUnit, position + lengthSize, nalUnitLength);
      }
      position += lengthSize + nalUnitLength;
    }
  }

  private static UnsafeBuffer byteStream(List<byte[]> nalUnits) {
    int length = nalUnits.stream()
        .mapToInt(nalUnit -> START_CODE.length + nalUnit.length)
        .sum();
    UnsafeBuffer stream = new UnsafeBuffer(new byte[length]);
    int position = 0;
    for (byte[] nalUnit : nalUnits) {
      stream.putBytes(position, START_CODE);
      stream.putBytes(position + START_CODE.length, nalUnit);
      position += START_CODE.length + nalUnit.length;
    }
    return stream;
  }
}
