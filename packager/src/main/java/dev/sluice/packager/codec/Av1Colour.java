package dev.sluice.packager.codec;

import java.util.Optional;

/**
 * How the samples of an AV1 sequence are stored and become colours (AV1 §5.5.2, color_config).
 *
 * @param bitDepth 8, 10 or 12
 * @param isMonochrome whether there is luma only
 * @param chroma subsampling_x, subsampling_y and chroma_sample_position as the digits of a CODECS attribute
 * @param description code points, 2 for what the stream does not say
 */
record Av1Colour(int bitDepth, boolean isMonochrome, String chroma, ColourDescription description) {
  private static final int BT_709 = 1;
  private static final int UNSPECIFIED = 2;
  private static final int SRGB = 13;
  private static final int IDENTITY = 0;
  private static final int PROFILE_MAIN = 0;
  private static final int PROFILE_HIGH = 1;
  private static final int PROFILE_PROFESSIONAL = 2;
  private static final int DEPTH_12 = 12;
  private static final String CHROMA_420 = "110";
  private static final String CHROMA_422 = "100";
  private static final String CHROMA_444 = "000";

  static Av1Colour read(BitReader reader, int profile) {
    boolean isHigh = reader.flag(); // high_bitdepth
    boolean isTwelve = profile == PROFILE_PROFESSIONAL && isHigh && reader.flag(); // twelve_bit
    int bitDepth = isTwelve ? DEPTH_12 : isHigh ? 10 : 8;
    boolean isMonochrome = profile != PROFILE_HIGH && reader.flag(); // mono_chrome
    int primaries = UNSPECIFIED;
    int transfer = UNSPECIFIED;
    int matrix = UNSPECIFIED;
    if (reader.flag()) { // color_description_present_flag
      primaries = reader.bits(8);
      transfer = reader.bits(8);
      matrix = reader.bits(8);
    }
    boolean isRgb = !isMonochrome && primaries == BT_709 && transfer == SRGB && matrix == IDENTITY;
    boolean isFullRange = isRgb || reader.flag(); // color_range
    String chroma = CHROMA_420;
    if (isRgb) {
      chroma = CHROMA_444;
    } else if (!isMonochrome) {
      chroma = chroma(reader, profile, bitDepth);
    }
    return new Av1Colour(
        bitDepth,
        isMonochrome,
        chroma,
        new ColourDescription(primaries, transfer, matrix, isFullRange));
  }

  private static String chroma(BitReader reader, int profile, int bitDepth) {
    boolean isHalfWide = profile != PROFILE_HIGH;
    boolean isHalfHigh = profile == PROFILE_MAIN;
    if (profile == PROFILE_PROFESSIONAL && bitDepth == DEPTH_12) {
      isHalfWide = reader.flag(); // subsampling_x
      isHalfHigh = isHalfWide && reader.flag(); // subsampling_y
    }
    if (isHalfHigh) {
      return "11" + reader.bits(2); // chroma_sample_position
    }
    return isHalfWide ? CHROMA_422 : CHROMA_444;
  }

  /** Returns whether a CODECS attribute without these fields says the same, or the stream does not say. */
  boolean isImplied() {
    return !isMonochrome
        && chroma.startsWith("11")
        && !description.isFullRange()
        && isImplied(description.primaries())
        && isImplied(description.transferCharacteristics())
        && isImplied(description.matrixCoefficients());
  }

  /** Returns the fields of a CODECS attribute after the bit depth. */
  String codecs() {
    return String.format(
        ".%d.%s.%02d.%02d.%02d.%d",
        isMonochrome ? 1 : 0,
        chroma,
        description.primaries(),
        description.transferCharacteristics(),
        description.matrixCoefficients(),
        description.isFullRange() ? 1 : 0);
  }

  /** Returns what the stream says, if it says anything. */
  Optional<ColourDescription> stated() {
    boolean isSaid = description.primaries() != UNSPECIFIED
        || description.transferCharacteristics() != UNSPECIFIED
        || description.matrixCoefficients() != UNSPECIFIED;
    return isSaid ? Optional.of(description) : Optional.empty();
  }

  private static boolean isImplied(int codePoint) {
    return codePoint == BT_709 || codePoint == UNSPECIFIED;
  }
}
