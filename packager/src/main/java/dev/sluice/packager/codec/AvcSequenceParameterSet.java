package dev.sluice.packager.codec;

/**
 * What a sequence parameter set says of the pictures that follow it (ISO/IEC 14496-10 §7.3.2.1.1, Annex E).
 *
 * @param profileIdc profile_idc
 * @param constraints the constraint_set flags and the reserved bits after them, as one byte
 * @param levelIdc level_idc
 * @param width in luma samples, after cropping
 * @param height in luma samples, after cropping
 * @param vui the usability information, or {@link VuiParameters#NONE}
 */
record AvcSequenceParameterSet(
    int profileIdc, int constraints, int levelIdc, int width, int height, VuiParameters vui) {
  /** Longest side of a coded picture that is taken: a decoder allocates by what is written here. */
  static final int MAX_SIDE = 16_384;

  private static final int MACROBLOCK_SIDE = 16;
  private static final int MAX_CHROMA_FORMAT_IDC = 3;
  private static final int CHROMA_FORMAT_420 = 1;
  private static final int CHROMA_FORMAT_422 = 2;
  private static final int CHROMA_FORMAT_444 = 3;
  private static final int MAX_BIT_DEPTH_MINUS_8 = 6;
  private static final int MAX_LOG2_MINUS_4 = 12;
  private static final int MAX_REF_FRAMES_IN_CYCLE = 255;
  private static final int MAX_REF_FRAMES = 16;
  private static final int MAX_ID = 31;

  /** Reads a NAL unit of type 7, its header byte included. */
  static AvcSequenceParameterSet parse(byte[] nalUnit) {
    BitReader reader = Rbsp.of(nalUnit);
    reader.skip(Byte.SIZE); // nal_unit header
    int profileIdc = reader.bits(8);
    int constraints = reader.bits(8);
    int levelIdc = reader.bits(8);
    reader.unsignedExpGolomb(MAX_ID, "seq_parameter_set_id");
    int chromaArrayType = hasChromaFormat(profileIdc) ? chromaFormat(reader) : CHROMA_FORMAT_420;
    skipFrameNumberAndOrder(reader);
    reader.unsignedExpGolomb(MAX_REF_FRAMES, "max_num_ref_frames");
    reader.skip(1); // gaps_in_frame_num_value_allowed_flag
    int macroblockColumns = side(reader, "pic_width_in_mbs_minus1");
    int mapUnitRows = side(reader, "pic_height_in_map_units_minus1");
    boolean isFrameOnly = reader.flag();
    if (!isFrameOnly) {
      reader.skip(1); // mb_adaptive_frame_field_flag
    }
    reader.skip(1); // direct_8x8_inference_flag
    int fields = isFrameOnly ? 1 : 2;
    int width = macroblockColumns * MACROBLOCK_SIDE;
    int height = mapUnitRows * fields * MACROBLOCK_SIDE;
    if (height > MAX_SIDE) {
      throw new MalformedMediaException("height: " + height + " (expected: <= " + MAX_SIDE + ")");
    }
    int croppedColumns = 0;
    int croppedRows = 0;
    if (reader.flag()) { // frame_cropping_flag
      croppedColumns =
          cropped(reader, cropUnitX(chromaArrayType), width, "frame_crop_left/right_offset");
      croppedRows = cropped(
          reader, cropUnitY(chromaArrayType) * fields, height, "frame_crop_top/bottom_offset");
    }
    VuiParameters vui =
        reader.flag() ? VuiParameters.read(reader, NalSyntax.AVC) : VuiParameters.NONE;
    return new AvcSequenceParameterSet(
        profileIdc, constraints, levelIdc, width - croppedColumns, height - croppedRows, vui);
  }

  /** Returns the entry of a CODECS attribute (RFC 6381 §3.3). */
  String codecs() {
    return String.format("avc1.%02x%02x%02x", profileIdc, constraints, levelIdc);
  }

  private static boolean hasChromaFormat(int profileIdc) {
    return switch (profileIdc) {
      case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
      default -> false;
    };
  }

  /** Reads what the high profiles add; returns ChromaArrayType. */
  private static int chromaFormat(BitReader reader) {
    int chromaFormatIdc = reader.unsignedExpGolomb(MAX_CHROMA_FORMAT_IDC, "chroma_format_idc");
    boolean isSeparatePlanes = chromaFormatIdc == CHROMA_FORMAT_444 && reader.flag();
    reader.unsignedExpGolomb(MAX_BIT_DEPTH_MINUS_8, "bit_depth_luma_minus8");
    reader.unsignedExpGolomb(MAX_BIT_DEPTH_MINUS_8, "bit_depth_chroma_minus8");
    reader.skip(1); // qpprime_y_zero_transform_bypass_flag
    if (reader.flag()) { // seq_scaling_matrix_present_flag
      int listCount = chromaFormatIdc == CHROMA_FORMAT_444 ? 12 : 8;
      for (int i = 0; i < listCount; i++) {
        if (reader.flag()) {
          skipScalingList(reader, i < 6 ? 16 : 64);
        }
      }
    }
    return isSeparatePlanes ? 0 : chromaFormatIdc;
  }

  private static void skipScalingList(BitReader reader, int size) {
    int last = 8;
    int next = 8;
    for (int i = 0; i < size && next != 0; i++) {
      next = (last + reader.signedExpGolomb()) & 0xFF;
      last = next;
    }
  }

  private static void skipFrameNumberAndOrder(BitReader reader) {
    reader.unsignedExpGolomb(MAX_LOG2_MINUS_4, "log2_max_frame_num_minus4");
    int orderCountType = reader.unsignedExpGolomb(2, "pic_order_cnt_type");
    if (orderCountType == 0) {
      reader.unsignedExpGolomb(MAX_LOG2_MINUS_4, "log2_max_pic_order_cnt_lsb_minus4");
    } else if (orderCountType == 1) {
      reader.skip(1); // delta_pic_order_always_zero_flag
      reader.signedExpGolomb(); // offset_for_non_ref_pic
      reader.signedExpGolomb(); // offset_for_top_to_bottom_field
      int count = reader.unsignedExpGolomb(
          MAX_REF_FRAMES_IN_CYCLE, "num_ref_frames_in_pic_order_cnt_cycle");
      for (int i = 0; i < count; i++) {
        reader.signedExpGolomb(); // offset_for_ref_frame
      }
    }
  }

  private static int side(BitReader reader, String field) {
    return reader.unsignedExpGolomb(MAX_SIDE / MACROBLOCK_SIDE - 1, field) + 1;
  }

  /** Table 6-1: SubWidthC; 1 for monochrome and separate planes (§7.4.2.1.1). */
  private static int cropUnitX(int chromaArrayType) {
    return chromaArrayType == CHROMA_FORMAT_420 || chromaArrayType == CHROMA_FORMAT_422 ? 2 : 1;
  }

  private static int cropUnitY(int chromaArrayType) {
    return chromaArrayType == CHROMA_FORMAT_420 ? 2 : 1;
  }

  /** Reads the two offsets of one direction; something of the picture has to remain. */
  private static int cropped(BitReader reader, int unit, int side, String field) {
    int max = (side - 1) / unit;
    int first = reader.unsignedExpGolomb(max, field);
    int second = reader.unsignedExpGolomb(max - first, field);
    return (first + second) * unit;
  }
}
