package dev.sluice.packager.codec;

/** Reads video usability information as far as the timing of pictures (ISO/IEC 14496-10 §E.1.1). */
final class VuiParameters {
  /** Above the highest rate of any level (§A.3.1), a rate is the tick of a clock and not that of the pictures. */
  private static final int MAX_FRAME_RATE = 300;

  private static final int EXTENDED_SAR = 255;
  private static final int MAX_CHROMA_LOCATION = 5;

  private VuiParameters() {}

  static FrameRate frameRate(BitReader reader) {
    if (reader.flag()
        && reader.bits(8) == EXTENDED_SAR) { // aspect_ratio_info_present_flag, aspect_ratio_idc
      reader.skip(32); // sar_width, sar_height
    }
    if (reader.flag()) { // overscan_info_present_flag
      reader.skip(1); // overscan_appropriate_flag
    }
    if (reader.flag()) { // video_signal_type_present_flag
      reader.skip(4); // video_format (3), video_full_range_flag (1)
      if (reader.flag()) { // colour_description_present_flag
        reader.skip(24); // colour_primaries, transfer_characteristics, matrix_coefficients
      }
    }
    if (reader.flag()) { // chroma_loc_info_present_flag
      reader.unsignedExpGolomb(MAX_CHROMA_LOCATION, "chroma_sample_loc_type_top_field");
      reader.unsignedExpGolomb(MAX_CHROMA_LOCATION, "chroma_sample_loc_type_bottom_field");
    }
    if (!reader.flag()) { // timing_info_present_flag
      return FrameRate.UNKNOWN;
    }
    long unitsInTick = Integer.toUnsignedLong(reader.bits(32));
    long timeScale = Integer.toUnsignedLong(reader.bits(32));
    // A tick is the time of a field, two of them that of a frame (§E.2.1, num_units_in_tick).
    return reduced(timeScale, 2 * unitsInTick);
  }

  private static FrameRate reduced(long numerator, long denominator) {
    if (numerator == 0 || denominator == 0 || numerator > MAX_FRAME_RATE * denominator) {
      return FrameRate.UNKNOWN;
    }
    long divisor = greatestCommonDivisor(numerator, denominator);
    long reducedNumerator = numerator / divisor;
    long reducedDenominator = denominator / divisor;
    if (reducedNumerator > Integer.MAX_VALUE || reducedDenominator > Integer.MAX_VALUE) {
      return FrameRate.UNKNOWN;
    }
    return new FrameRate((int) reducedNumerator, (int) reducedDenominator);
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
