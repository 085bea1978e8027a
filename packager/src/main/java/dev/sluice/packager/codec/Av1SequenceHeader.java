package dev.sluice.packager.codec;

/**
 * What a sequence header says of the frames that follow it (AV1 §5.5.1).
 *
 * @param profile seq_profile
 * @param levelIdx seq_level_idx of the first operating point
 * @param isHighTier seq_tier of the first operating point
 * @param width of the largest frame
 * @param height of the largest frame
 * @param frameRate or {@link FrameRate#UNKNOWN}
 * @param colour how samples become colours
 */
record Av1SequenceHeader(
    int profile,
    int levelIdx,
    boolean isHighTier,
    int width,
    int height,
    FrameRate frameRate,
    Av1Colour colour) {
  private static final int MAX_PROFILE = 2;
  private static final int FIRST_LEVEL_WITH_TIER = 8;
  private static final int SELECT = 2; // SELECT_SCREEN_CONTENT_TOOLS
  private static final long ANY = 0xFFFF_FFFFL;

  /** Reads the payload of an open bitstream unit of type 1. */
  static Av1SequenceHeader parse(byte[] payload) {
    BitReader reader = new BitReader(payload);
    int profile = reader.bits(3);
    if (profile > MAX_PROFILE) {
      throw new MalformedMediaException(
          "seq_profile: " + profile + " (expected: <= " + MAX_PROFILE + ")");
    }
    reader.skip(1); // still_picture
    boolean isReduced = reader.flag(); // reduced_still_picture_header
    Operation operation = isReduced
        ? new Operation(reader.bits(5), /* isHighTier= */ false, FrameRate.UNKNOWN)
        : Operation.read(reader);
    int widthBits = reader.bits(4) + 1;
    int heightBits = reader.bits(4) + 1;
    int width = side(reader.bits(widthBits) + 1, "max_frame_width");
    int height = side(reader.bits(heightBits) + 1, "max_frame_height");
    if (!isReduced && reader.flag()) { // frame_id_numbers_present_flag
      reader.skip(4 + 3); // delta_frame_id_length_minus_2, additional_frame_id_length_minus_1
    }
    reader.skip(3); // use_128x128_superblock, enable_filter_intra, enable_intra_edge_filter
    if (!isReduced) {
      skipInterTools(reader);
    }
    reader.skip(3); // enable_superres, enable_cdef, enable_restoration
    return new Av1SequenceHeader(
        profile,
        operation.levelIdx(),
        operation.isHighTier(),
        width,
        height,
        operation.frameRate(),
        Av1Colour.read(reader, profile));
  }

  /** Returns the entry of a CODECS attribute (AV1 in ISOBMFF §5): the short form where it says all. */
  String codecs() {
    String codecs = String.format(
        "av01.%d.%02d%s.%02d", profile, levelIdx, isHighTier ? "H" : "M", colour.bitDepth());
    return colour.isImplied() ? codecs : codecs + colour.codecs();
  }

  private static int side(int side, String field) {
    if (side > AvcSequenceParameterSet.MAX_SIDE) {
      throw new MalformedMediaException(
          field + ": " + side + " (expected: <= " + AvcSequenceParameterSet.MAX_SIDE + ")");
    }
    return side;
  }

  private static void skipInterTools(BitReader reader) {
    reader.skip(4); // enable_interintra_compound, _masked_compound, _warped_motion, _dual_filter
    boolean hasOrderHint = reader.flag(); // enable_order_hint
    if (hasOrderHint) {
      reader.skip(2); // enable_jnt_comp, enable_ref_frame_mvs
    }
    int screenContent = reader.flag() ? SELECT : reader.bits(1);
    if (screenContent > 0 && !reader.flag()) { // seq_choose_integer_mv
      reader.skip(1); // seq_force_integer_mv
    }
    if (hasOrderHint) {
      reader.skip(3); // order_hint_bits_minus_1
    }
  }

  /** The first operating point, and the timing before it. */
  private record Operation(int levelIdx, boolean isHighTier, FrameRate frameRate) {
    static Operation read(BitReader reader) {
      FrameRate frameRate = FrameRate.UNKNOWN;
      boolean hasModel = false;
      int delayBits = 0;
      if (reader.flag()) { // timing_info_present_flag
        frameRate = frameRate(reader);
        hasModel = reader.flag(); // decoder_model_info_present_flag
        if (hasModel) {
          delayBits = reader.bits(5) + 1; // buffer_delay_length_minus_1
          reader.skip(32 + 5 + 5); // num_units_in_decoding_tick, two lengths
        }
      }
      boolean hasDisplayDelay = reader.flag(); // initial_display_delay_present_flag
      int count = reader.bits(5) + 1; // operating_points_cnt_minus_1
      Operation first = null;
      for (int i = 0; i < count; i++) {
        reader.skip(12); // operating_point_idc
        int levelIdx = reader.bits(5);
        boolean isHighTier = levelIdx >= FIRST_LEVEL_WITH_TIER && reader.flag();
        if (hasModel && reader.flag()) { // decoder_model_present_for_this_op
          reader.skip(2 * delayBits + 1); // decoder_, encoder_buffer_delay, low_delay_mode_flag
        }
        if (hasDisplayDelay && reader.flag()) { // initial_display_delay_present_for_this_op
          reader.skip(4); // initial_display_delay_minus_1
        }
        first = i == 0 ? new Operation(levelIdx, isHighTier, frameRate) : first;
      }
      return first;
    }

    /** Reads timing_info (§5.5.3); frames that may last any number of ticks have no rate. */
    private static FrameRate frameRate(BitReader reader) {
      long unitsInTick = Integer.toUnsignedLong(reader.bits(32));
      long timeScale = Integer.toUnsignedLong(reader.bits(32));
      if (!reader.flag()) { // equal_picture_interval
        return FrameRate.UNKNOWN;
      }
      long ticks = 1
          + Integer.toUnsignedLong(reader.unsignedExpGolomb(ANY, "num_ticks_per_picture_minus_1"));
      return FrameRate.reduced(timeScale, unitsInTick * ticks);
    }
  }
}
