package dev.sluice.packager.cmaf;

import static dev.sluice.packager.codec.NalUnitType.AUD;
import static dev.sluice.packager.codec.NalUnitType.FILLER;
import static dev.sluice.packager.codec.NalUnitType.IDR;
import static dev.sluice.packager.codec.NalUnitType.PPS;
import static dev.sluice.packager.codec.NalUnitType.SLICE;
import static dev.sluice.packager.codec.NalUnitType.SPS;

import dev.sluice.packager.codec.AvcAccessUnits;
import dev.sluice.packager.codec.AvcConfiguration;
import dev.sluice.packager.codec.AvcParameterSets;
import dev.sluice.packager.codec.ColourDescription;
import dev.sluice.packager.codec.NalUnitType;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.codec.VuiParameters;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * H.264 in a sample entry of type avc1 (ISO/IEC 14496-15 §5), with length prefixes of four bytes.
 *
 * <p>A sample has neither delimiters nor filler, and no parameter set that the configuration record has. One that it has
 * not stays, for without it the pictures that follow could not be decoded.
 */
final class AvcTrack implements CmafTrack {
  private static final int TIMESCALE = 90_000;
  private static final int PREFIX_LENGTH = 4;
  private static final int LENGTH_SIZE_OFFSET = 4;
  private static final int LENGTH_SIZE_4 = 0xFF; // reserved (6), lengthSizeMinusOne (2)
  private static final int RESOLUTION_72_DPI = 0x0048_0000;
  private static final int COMPRESSOR_NAME_LENGTH = 32;
  private static final int DEPTH_COLOUR = 0x18;
  private static final int MAX_DISPLAY_WIDTH = 0xFFFF; // of a field of 16.16 bits
  private static final int FULL_RANGE = 0x80;
  private static final int SLICES = (1 << IDR + 1) - (1 << SLICE); // types 1 to 5 as a set of bits
  private static final int DROPPED = 1 << AUD | 1 << FILLER;

  private final VideoFormat format;
  private final byte[] configuration;
  private final VuiParameters vui;
  private final int lengthSize;
  private final byte[][] sequenceSets;
  private final byte[][] pictureSets;

  AvcTrack(VideoFormat format) {
    this.format = format;
    configuration = format.configuration().toBytes();
    AvcParameterSets sets = AvcParameterSets.parse(configuration);
    vui = AvcConfiguration.vui(sets);
    lengthSize = sets.lengthSize();
    sequenceSets = toArray(sets.sequenceParameterSets());
    pictureSets = toArray(sets.pictureParameterSets());
    configuration[LENGTH_SIZE_OFFSET] = (byte) LENGTH_SIZE_4;
  }

  @Override
  public boolean isVideo() {
    return true;
  }

  @Override
  public String codecs() {
    return format.codecs();
  }

  @Override
  public int timescale() {
    return TIMESCALE;
  }

  @Override
  public int frameDuration() {
    return 0;
  }

  @Override
  public int displayWidth() {
    if (!vui.hasSampleAspectRatio()) {
      return format.width();
    }
    long width = (long) format.width() * vui.sarWidth() / vui.sarHeight();
    return (int) Math.min(width, MAX_DISPLAY_WIDTH);
  }

  @Override
  public int displayHeight() {
    return format.height();
  }

  @Override
  public void putSampleEntry(BoxWriter boxes, int bitrate) {
    int entry = boxes.begin("avc1");
    boxes.putZeros(6); // reserved
    boxes.putShort(1); // data_reference_index
    boxes.putZeros(16); // pre_defined, reserved
    boxes.putShort(format.width());
    boxes.putShort(format.height());
    boxes.putInt(RESOLUTION_72_DPI);
    boxes.putInt(RESOLUTION_72_DPI);
    boxes.putInt(0); // reserved
    boxes.putShort(1); // frame_count
    boxes.putZeros(COMPRESSOR_NAME_LENGTH);
    boxes.putShort(DEPTH_COLOUR);
    boxes.putShort(-1); // pre_defined
    int record = boxes.begin("avcC");
    boxes.putBytes(configuration);
    boxes.end(record);
    vui.colour().ifPresent(colour -> putColour(boxes, colour));
    if (vui.hasSampleAspectRatio()) {
      int pasp = boxes.begin("pasp");
      boxes.putInt(vui.sarWidth());
      boxes.putInt(vui.sarHeight());
      boxes.end(pasp);
    }
    CmafTrack.putBitrate(boxes, bitrate);
    boxes.end(entry);
  }

  @Override
  public int measure(DirectBuffer accessUnit) {
    int end = accessUnit.capacity();
    int length = 0;
    int types = 0;
    for (int position = 0; position < end; ) {
      int nalUnitLength = AvcAccessUnits.nalUnitLength(accessUnit, position, end, lengthSize);
      if (nalUnitLength == AvcAccessUnits.MALFORMED) {
        return MALFORMED;
      }
      position += lengthSize;
      types |= 1 << NalUnitType.of(accessUnit.getByte(position));
      length += isKept(accessUnit, position, nalUnitLength) ? PREFIX_LENGTH + nalUnitLength : 0;
      position += nalUnitLength;
    }
    return (types & SLICES) == 0 ? MALFORMED : length;
  }

  @Override
  public void write(DirectBuffer accessUnit, ChunkWriter chunk) {
    int end = accessUnit.capacity();
    for (int position = 0; position < end; ) {
      int nalUnitLength = AvcAccessUnits.nalUnitLength(accessUnit, position, end, lengthSize);
      position += lengthSize;
      if (isKept(accessUnit, position, nalUnitLength)) {
        chunk.appendInt(nalUnitLength);
        chunk.append(accessUnit, position, nalUnitLength);
      }
      position += nalUnitLength;
    }
  }

  private boolean isKept(DirectBuffer accessUnit, int offset, int length) {
    int type = NalUnitType.of(accessUnit.getByte(offset));
    return switch (type) {
      case SPS -> !isOneOf(sequenceSets, accessUnit, offset, length);
      case PPS -> !isOneOf(pictureSets, accessUnit, offset, length);
      default -> (DROPPED & 1 << type) == 0;
    };
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

  private static void putColour(BoxWriter boxes, ColourDescription colour) {
    int colr = boxes.begin("colr");
    boxes.putInt(BoxType.of("nclx"));
    boxes.putShort(colour.primaries());
    boxes.putShort(colour.transferCharacteristics());
    boxes.putShort(colour.matrixCoefficients());
    boxes.putByte(colour.isFullRange() ? FULL_RANGE : 0);
    boxes.end(colr);
  }

  private static byte[][] toArray(List<byte[]> sets) {
    return sets.toArray(new byte[0][]);
  }
}
