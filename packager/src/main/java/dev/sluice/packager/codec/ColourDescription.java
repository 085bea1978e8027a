package dev.sluice.packager.codec;

/**
 * How sample values become colours, in code points of ISO/IEC 23091-2.
 *
 * @param primaries colour_primaries
 * @param transferCharacteristics transfer_characteristics
 * @param matrixCoefficients matrix_coefficients
 * @param isFullRange whether luma goes from 0 to the largest value, video_full_range_flag
 */
public record ColourDescription(
    int primaries, int transferCharacteristics, int matrixCoefficients, boolean isFullRange) {}
