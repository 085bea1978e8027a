package dev.sluice.packager.cmaf;

import dev.sluice.packager.codec.ColourDescription;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.codec.VuiParameters;

/** The sample entry of a video track (ISO/IEC 14496-12 §12.1.3), with the decoder's record and what the stream says of it. */
final class VideoSampleEntry {
  private static final int RESOLUTION_72_DPI = 0x0048_0000;
  private static final int COMPRESSOR_NAME_LENGTH = 32;
  private static final int DEPTH_COLOUR = 0x18;
  private static final int MAX_DISPLAY_WIDTH = 0xFFFF; // of a field of 16.16 bits
  private static final int FULL_RANGE = 0x80;

  private final String type;
  private final String recordType;
  private final byte[] record;
  private final VideoFormat format;
  private final VuiParameters vui;

  /**
   * Makes the entry.
   *
   * @param type of the entry, e.g. avc1
   * @param recordType of the box with the decoder's record, e.g. avcC
   * @throws dev.sluice.packager.codec.MalformedMediaException if the configuration of the format cannot be read
   */
  VideoSampleEntry(String type, String recordType, byte[] record, VideoFormat format) {
    this.type = type;
    this.recordType = recordType;
    this.record = record;
    this.format = format;
    vui = VuiParameters.of(format);
  }

  /** Returns the width of the picture as it is shown, in pixels. */
  int displayWidth() {
    if (!vui.hasSampleAspectRatio()) {
      return format.width();
    }
    long width = (long) format.width() * vui.sarWidth() / vui.sarHeight();
    return (int) Math.min(width, MAX_DISPLAY_WIDTH);
  }

  void put(BoxWriter boxes) {
    int entry = boxes.begin(type);
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
    int configuration = boxes.begin(recordType);
    boxes.putBytes(record);
    boxes.end(configuration);
    vui.colour().ifPresent(colour -> putColour(boxes, colour));
    if (vui.hasSampleAspectRatio()) {
      int pasp = boxes.begin("pasp");
      boxes.putInt(vui.sarWidth());
      boxes.putInt(vui.sarHeight());
      boxes.end(pasp);
    }
    CodecBinding.putBitRates(boxes, format.bitRates());
    boxes.end(entry);
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
}
