package dev.sluice.packager.codec;

/** Reads past the reference picture sets of an HEVC sequence parameter set (ISO/IEC 23008-2 §7.3.2.2.1, §7.3.7). */
final class HevcReferenceSets {
  private static final int MAX_SHORT_TERM_SETS = 64;
  private static final int MAX_LONG_TERM_PICTURES = 32;
  private static final int MAX_PICTURES = 16;
  private static final long MAX_DELTA = 0x7FFF;

  private HevcReferenceSets() {}

  /**
   * Reads short-term and long-term sets.
   *
   * @param pictureOrderBits bits of a picture order count
   */
  static void skip(BitReader reader, int pictureOrderBits) {
    int count = reader.unsignedExpGolomb(MAX_SHORT_TERM_SETS, "num_short_term_ref_pic_sets");
    int pictureCount = 0;
    for (int i = 0; i < count; i++) {
      // inter_ref_pic_set_prediction_flag: in the parameter set always from the one before
      pictureCount =
          i > 0 && reader.flag() ? skipPredicted(reader, pictureCount) : skipExplicit(reader);
    }
    if (reader.flag()) { // long_term_ref_pics_present_flag
      int longTermCount =
          reader.unsignedExpGolomb(MAX_LONG_TERM_PICTURES, "num_long_term_ref_pics_sps");
      reader.skip(longTermCount * (pictureOrderBits + 1)); // used_by_curr_pic_lt_sps_flag
    }
  }

  private static int skipPredicted(BitReader reader, int referredCount) {
    reader.skip(1); // delta_rps_sign
    reader.unsignedExpGolomb(MAX_DELTA, "abs_delta_rps_minus1");
    int count = 0;
    for (int i = 0; i <= referredCount; i++) {
      // used_by_curr_pic_flag, and where that is 0 use_delta_flag
      if (reader.flag() || reader.flag()) {
        count++;
      }
    }
    if (count > MAX_PICTURES) {
      throw new MalformedMediaException(
          "pictures of a reference set: " + count + " (expected: <= " + MAX_PICTURES + ")");
    }
    return count;
  }

  private static int skipExplicit(BitReader reader) {
    int negative = reader.unsignedExpGolomb(MAX_PICTURES, "num_negative_pics");
    int positive = reader.unsignedExpGolomb(MAX_PICTURES - negative, "num_positive_pics");
    for (int i = 0; i < negative + positive; i++) {
      reader.unsignedExpGolomb(MAX_DELTA, "delta_poc_minus1");
      reader.skip(1); // used_by_curr_pic_flag
    }
    return negative + positive;
  }
}
