package dev.sluice.packager.codec;

import java.util.Locale;

/**
 * The general part of profile_tier_level (ISO/IEC 23008-2 §7.3.3): what a decoder must be capable of.
 *
 * @param space general_profile_space, 0 to 3
 * @param isHighTier general_tier_flag
 * @param idc general_profile_idc
 * @param compatibility general_profile_compatibility_flags, the flag of profile 0 in the highest bit
 * @param constraints the 48 bits between those and the level
 * @param levelIdc general_level_idc, thirty times the level
 */
record HevcProfile(
    int space, boolean isHighTier, int idc, int compatibility, long constraints, int levelIdc) {
  private static final int MAX_SUB_LAYERS_MINUS_1 = 6;
  private static final int PAIRS_OF_FLAGS = 8;
  private static final int SUB_LAYER_PROFILE_BITS = 88;
  private static final int SUB_LAYER_LEVEL_BITS = 8;
  private static final int CONSTRAINT_LENGTH = 6;

  /** Reads the structure, sub-layers included. */
  static HevcProfile read(BitReader reader, int maxSubLayersMinus1) {
    if (maxSubLayersMinus1 > MAX_SUB_LAYERS_MINUS_1) {
      throw new MalformedMediaException("sps_max_sub_layers_minus1: " + maxSubLayersMinus1
          + " (expected: <= " + MAX_SUB_LAYERS_MINUS_1 + ")");
    }
    HevcProfile profile = new HevcProfile(
        reader.bits(2),
        reader.flag(),
        reader.bits(5),
        reader.bits(32),
        (long) reader.bits(24) << 24 | reader.bits(24),
        reader.bits(8));
    if (maxSubLayersMinus1 > 0) {
      int bits = 0;
      for (int i = 0; i < PAIRS_OF_FLAGS; i++) {
        bits += reader.flag() ? SUB_LAYER_PROFILE_BITS : 0; // sub_layer_profile_present_flag
        bits += reader.flag() ? SUB_LAYER_LEVEL_BITS : 0; // sub_layer_level_present_flag
      }
      reader.skip(bits);
    }
    return profile;
  }

  /** Returns the entry of a CODECS attribute (ISO/IEC 14496-15 §E.3): trailing zero bytes of the constraints are left out. */
  String codecs() {
    StringBuilder codecs = new StringBuilder("hvc1.");
    if (space > 0) {
      codecs.append((char) ('A' + space - 1));
    }
    codecs.append(idc).append('.');
    codecs.append(Integer.toHexString(Integer.reverse(compatibility)).toUpperCase(Locale.ROOT));
    codecs.append(isHighTier ? ".H" : ".L").append(levelIdc);
    long left = constraints << Long.SIZE - CONSTRAINT_LENGTH * Byte.SIZE;
    for (; left != 0; left <<= Byte.SIZE) {
      codecs.append(String.format(".%02X", left >>> Long.SIZE - Byte.SIZE));
    }
    return codecs.toString();
  }
}
