package dev.sluice.packager.codec;

/**
 * What a sequence parameter set says of the pictures that follow it (ISO/IEC 23008-2 §7.3.2.2.1, Annex E).
 *
 * @param profile profile, tier and level
 * @param width in luma samples, within the conformance window
 * @param height in luma samples, within the conformance window
 * @param vui the usability information, or {@link VuiParameters#NONE}
 */
record HevcSequenceParameterSet(HevcProfile profile, int width, int height, VuiParameters vui) {
  private static final int MAX_SIDE = AvcSequenceParameterSet.MAX_SIDE;
  private static final int HEADER_BITS = 16;
  private static final int MAX_ID = 15;
  private static final int MAX_CHROMA_FORMAT_IDC = 3;
  private static final int CHROMA_FORMAT_420 = 1;
  private static final int CHROMA_FORMAT_422 = 2;
  private static final int CHROMA_FORMAT_444 = 3;
  private static final int MAX_BIT_DEPTH_MINUS_8 = 8;
  private static final int MAX_LOG2_MINUS_4 = 12;
  private static final int MAX_LOG2_BLOCK = 5;
  private static final int MAX_PICTURES = 16;
  private static final long ANY = 0xFFFF_FFFFL;

  /** Reads a NAL unit of type 33, its header included. */
  static HevcSequenceParameterSet parse(byte[] nalUnit) {
    BitReader reader = Rbsp.of(nalUnit);
    reader.skip(HEADER_BITS);
    reader.skip(4); // sps_video_parameter_set_id
    int maxSubLayersMinus1 = reader.bits(3);
    reader.skip(1); // sps_temporal_id_nesting_flag
    HevcProfile profile = HevcProfile.read(reader, maxSubLayersMinus1);
    reader.unsignedExpGolomb(MAX_ID, "sps_seq_parameter_set_id");
    int chromaFormatIdc = reader.unsignedExpGolomb(MAX_CHROMA_FORMAT_IDC, "chroma_format_idc");
    boolean isSeparatePlanes = chromaFormatIdc == CHROMA_FORMAT_444 && reader.flag();
    int codedWidth = side(reader, "pic_width_in_luma_samples");
    int codedHeight = side(reader, "pic_height_in_luma_samples");
    int croppedColumns = 0;
    int croppedRows = 0;
    if (reader.flag()) { // conformance_window_flag
      int chroma = isSeparatePlanes ? 0 : chromaFormatIdc;
      croppedColumns = cropped(reader, unitX(chroma), codedWidth, "conf_win_left/right_offset");
      croppedRows = cropped(reader, unitY(chroma), codedHeight, "conf_win_top/bottom_offset");
    }
    reader.unsignedExpGolomb(MAX_BIT_DEPTH_MINUS_8, "bit_depth_luma_minus8");
    reader.unsignedExpGolomb(MAX_BIT_DEPTH_MINUS_8, "bit_depth_chroma_minus8");
    skipCodingTools(reader, maxSubLayersMinus1);
    VuiParameters vui =
        reader.flag() ? VuiParameters.read(reader, NalSyntax.HEVC) : VuiParameters.NONE;
    return new HevcSequenceParameterSet(
        profile, codedWidth - croppedColumns, codedHeight - croppedRows, vui);
  }

  /** Reads what stands between the bit depths and the usability information. */
  private static void skipCodingTools(BitReader reader, int maxSubLayersMinus1) {
    int pictureOrderBits =
        4 + reader.unsignedExpGolomb(MAX_LOG2_MINUS_4, "log2_max_pic_order_cnt_lsb_minus4");
    int orderingCount = reader.flag() ? maxSubLayersMinus1 + 1 : 1;
    for (int i = 0; i < orderingCount; i++) {
      reader.unsignedExpGolomb(MAX_PICTURES - 1, "sps_max_dec_pic_buffering_minus1");
      reader.unsignedExpGolomb(MAX_PICTURES - 1, "sps_max_num_reorder_pics");
      reader.unsignedExpGolomb(ANY, "sps_max_latency_increase_plus1");
    }
    reader.unsignedExpGolomb(MAX_LOG2_BLOCK, "log2_min_luma_coding_block_size_minus3");
    reader.unsignedExpGolomb(MAX_LOG2_BLOCK, "log2_diff_max_min_luma_coding_block_size");
    reader.unsignedExpGolomb(MAX_LOG2_BLOCK, "log2_min_luma_transform_block_size_minus2");
    reader.unsignedExpGolomb(MAX_LOG2_BLOCK, "log2_diff_max_min_luma_transform_block_size");
    reader.unsignedExpGolomb(MAX_LOG2_BLOCK, "max_transform_hierarchy_depth_inter");
    reader.unsignedExpGolomb(MAX_LOG2_BLOCK, "max_transform_hierarchy_depth_intra");
    if (reader.flag() && reader.flag()) { // scaling_list_enabled_flag, …_data_present_flag
      skipScalingLists(reader);
    }
    reader.skip(2); // amp_enabled_flag, sample_adaptive_offset_enabled_flag
    if (reader.flag()) { // pcm_enabled_flag
      reader.skip(8); // bit depths
      reader.unsignedExpGolomb(MAX_LOG2_BLOCK, "log2_min_pcm_luma_coding_block_size_minus3");
      reader.unsignedExpGolomb(MAX_LOG2_BLOCK, "log2_diff_max_min_pcm_luma_coding_block_size");
      reader.skip(1); // pcm_loop_filter_disabled_flag
    }
    HevcReferenceSets.skip(reader, pictureOrderBits);
    reader.skip(2); // sps_temporal_mvp_enabled_flag, strong_intra_smoothing_enabled_flag
  }

  /** Reads scaling_list_data (§7.3.4): six lists of each size, of the largest only two. */
  private static void skipScalingLists(BitReader reader) {
    for (int size = 0; size < 4; size++) {
      int coefficientCount = Math.min(64, 16 << 2 * size);
      for (int matrix = 0; matrix < (size == 3 ? 2 : 6); matrix++) {
        if (!reader.flag()) { // scaling_list_pred_mode_flag
          reader.unsignedExpGolomb(5, "scaling_list_pred_matrix_id_delta");
          continue;
        }
        for (int left = coefficientCount + (size > 1 ? 1 : 0); left > 0; left--) {
          reader.signedExpGolomb(); // scaling_list_dc_coef_minus8, scaling_list_delta_coef
        }
      }
    }
  }

  private static int side(BitReader reader, String field) {
    int side = reader.unsignedExpGolomb(MAX_SIDE, field);
    if (side == 0) {
      throw new MalformedMediaException(field + ": 0 (expected: >= 1)");
    }
    return side;
  }

  /** Table 6-1: SubWidthC; 1 for monochrome and separate planes. */
  private static int unitX(int chromaFormat) {
    return chromaFormat == CHROMA_FORMAT_420 || chromaFormat == CHROMA_FORMAT_422 ? 2 : 1;
  }

  private static int unitY(int chromaFormat) {
    return chromaFormat == CHROMA_FORMAT_420 ? 2 : 1;
  }

  /** Reads the two offsets of one direction; something of the picture has to remain. */
  private static int cropped(BitReader reader, int unit, int side, String field) {
    int max = (side - 1) / unit;
    int first = reader.unsignedExpGolomb(max, field);
    int second = reader.unsignedExpGolomb(max - first, field);
    return (first + second) * unit;
  }
}
