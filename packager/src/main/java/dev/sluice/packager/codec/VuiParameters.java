package dev.sluice.packager.codec;

import java.util.Optional;

/**
 * Video usability information as far as the timing of pictures (ISO/IEC 14496-10 §E.1.1).
 *
 * @param sarWidth of a sample as it is shown, relative to {@code sarHeight}; 0 if the stream does not say
 * @param sarHeight 0 if the stream does not say
 * @param colour empty if the stream does not say
 * @param frameRate or {@link FrameRate#UNKNOWN}
 */
public record VuiParameters(
    int sarWidth, int sarHeight, Optional<ColourDescription> colour, FrameRate frameRate) {
  /** Of a stream that says nothing. */
  static final VuiParameters NONE = new VuiParameters(0, 0, Optional.empty(), FrameRate.UNKNOWN);

  /** Above the highest rate of any level (§A.3.1), a rate is the tick of a clock and not that of the pictures. */
  private static final int MAX_FRAME_RATE = 300;

  private static final int EXTENDED_SAR = 255;
  private static final int MAX_CHROMA_LOCATION = 5;

  // Table E-1, width and height by aspect_ratio_idc.
  private static final int[][] SAMPLE_ASPECT_RATIOS = {
    {0, 0}, {1, 1}, {12, 11}, {10, 11}, {16, 11}, {40, 33}, {24, 11}, {20, 11}, {32, 11}, {80, 33},
    {18, 11}, {15, 11}, {64, 33}, {160, 99}, {4, 3}, {3, 2}, {2, 1}
  };

  /** Returns whether the stream says how wide a sample is. */
  public boolean hasSampleAspectRatio() {
    return sarWidth > 0 && sarHeight > 0;
  }

  static VuiParameters read(BitReader reader) {
    int[] sampleAspectRatio = sampleAspectRatio(reader);
    if (reader.flag()) { // overscan_info_present_flag
      reader.skip(1); // overscan_appropriate_flag
    }
    Optional<ColourDescription> colour = colour(reader);
    if (reader.flag()) { // chroma_loc_info_present_flag
      reader.unsignedExpGolomb(MAX_CHROMA_LOCATION, "chroma_sample_loc_type_top_field");
      reader.unsignedExpGolomb(MAX_CHROMA_LOCATION, "chroma_sample_loc_type_bottom_field");
    }
    return new VuiParameters(sampleAspectRatio[0], sampleAspectRatio[1], colour, frameRate(reader));
  }

  private static int[] sampleAspectRatio(BitReader reader) {
    int index = reader.flag() ? reader.bits(8) : 0; // aspect_ratio_info_present_flag
    if (index == EXTENDED_SAR) {
      return new int[] {reader.bits(16), reader.bits(16)};
    }
    return SAMPLE_ASPECT_RATIOS[index < SAMPLE_ASPECT_RATIOS.length ? index : 0];
  }

  private static Optional<ColourDescription> colour(BitReader reader) {
    if (!reader.flag()) { // video_signal_type_present_flag
      return Optional.empty();
    }
    reader.skip(3); // video_format
    boolean isFullRange = reader.flag();
    return reader.flag() // colour_description_present_flag
        ? Optional.of(
            new ColourDescription(reader.bits(8), reader.bits(8), reader.bits(8), isFullRange))
        : Optional.empty();
  }

  private static FrameRate frameRate(BitReader reader) {
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
