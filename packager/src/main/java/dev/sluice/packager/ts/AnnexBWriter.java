package dev.sluice.packager.ts;

import dev.sluice.packager.codec.AccessUnitProbe;
import dev.sluice.packager.codec.NalSyntax;
import dev.sluice.packager.codec.NalUnitReader;
import dev.sluice.packager.codec.ParameterSets;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Turns access units of length-prefixed NAL units into byte streams (ISO/IEC 14496-10 Annex B, 23008-2 Annex B).
 *
 * <p>Each begins with exactly one access unit delimiter. A random access point has the parameter sets: its own of each
 * type that it has, else those of the configuration record. {@link #measure} comes before {@link #write}, with the same
 * bytes.
 *
 * <p>Used only by the rendition's {@code pk-} thread.
 */
final class AnnexBWriter {
  private static final byte[] START_CODE = {0, 0, 0, 1};
  // primary_pic_type 7 says nothing of the slices that follow, then rbsp_trailing_bits (14496-10
  // §7.3.2.4).
  private static final byte[] AVC_DELIMITER = {0, 0, 0, 1, 0x09, (byte) 0xF0};
  // Type 35 of layer 0; pic_type 2 allows slices of all types, then rbsp_trailing_bits (23008-2
  // §7.3.2.5).
  private static final byte[] HEVC_DELIMITER = {0, 0, 0, 1, 0x46, 0x01, 0x50};

  private final UnsafeBuffer startCode = new UnsafeBuffer(START_CODE);
  private final UnsafeBuffer delimiter;
  private final NalUnitReader reader;
  private final NalSyntax syntax;
  private final UnsafeBuffer[] parameterSets; // by type, as byte streams

  // The access unit that was measured.
  private boolean isRandomAccessPoint;
  private int presentSets; // bits by type

  AnnexBWriter(ParameterSets sets) {
    reader = NalUnitReader.of(sets);
    syntax = sets.syntax();
    delimiter = new UnsafeBuffer(syntax == NalSyntax.AVC ? AVC_DELIMITER : HEVC_DELIMITER);
    parameterSets =
        sets.byType().stream().map(AnnexBWriter::byteStream).toArray(UnsafeBuffer[]::new);
  }

  /**
   * Returns the length of an access unit as a byte stream.
   *
   * @return {@link AccessUnitProbe#MALFORMED} if a NAL unit goes past the end, or none of them is a slice
   */
  int measure(DirectBuffer accessUnit, boolean isRandomAccess) {
    isRandomAccessPoint = isRandomAccess;
    presentSets = 0;
    int end = accessUnit.capacity();
    int length = delimiter.capacity();
    long types = 0;
    for (int position = 0; position < end; ) {
      int nalUnitLength = reader.nalUnitLength(accessUnit, position, end);
      if (nalUnitLength == AccessUnitProbe.MALFORMED) {
        return AccessUnitProbe.MALFORMED;
      }
      int type = reader.type(accessUnit, position);
      types |= 1L << type;
      int set = syntax.parameterSetIndex(type);
      presentSets |= set < 0 ? 0 : 1 << set;
      length += syntax.isDelimiter(type) ? 0 : START_CODE.length + nalUnitLength;
      position += reader.lengthSize() + nalUnitLength;
    }
    if (!syntax.hasSlice(types)) {
      return AccessUnitProbe.MALFORMED;
    }
    for (int set = 0; set < parameterSets.length; set++) {
      length += isAdded(set) ? parameterSets[set].capacity() : 0;
    }
    return length;
  }

  /** Appends the access unit that was measured last. */
  void write(DirectBuffer accessUnit, TsPacketWriter packets) {
    packets.append(delimiter, 0, delimiter.capacity());
    // Each set refers to one of the type before it: what the source lacks goes before its first
    // that is later in order,
    // or behind the last, before the picture.
    int nextSet = appendSets(0, firstPresentSet(), packets);
    int end = accessUnit.capacity();
    for (int position = 0; position < end; ) {
      int nalUnitLength = reader.nalUnitLength(accessUnit, position, end);
      int type = reader.type(accessUnit, position);
      if (syntax.isSlice(type)) {
        nextSet = appendSets(nextSet, parameterSets.length, packets);
      }
      if (!syntax.isDelimiter(type)) {
        packets.append(startCode, 0, START_CODE.length);
        packets.append(accessUnit, position + reader.lengthSize(), nalUnitLength);
      }
      position += reader.lengthSize() + nalUnitLength;
    }
  }

  /** Appends those of the record that the access unit lacks; returns {@code to}. */
  private int appendSets(int from, int to, TsPacketWriter packets) {
    for (int set = from; set < to; set++) {
      if (isAdded(set)) {
        packets.append(parameterSets[set], 0, parameterSets[set].capacity());
      }
    }
    return to;
  }

  private boolean isAdded(int set) {
    return isRandomAccessPoint && (presentSets & 1 << set) == 0;
  }

  /** Returns the first type that the access unit has sets of, or the number of types. */
  private int firstPresentSet() {
    return Math.min(parameterSets.length, Integer.numberOfTrailingZeros(presentSets));
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
