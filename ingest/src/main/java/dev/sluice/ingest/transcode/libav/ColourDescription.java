package dev.sluice.ingest.transcode.libav;

/**
 * What the numbers of a picture mean as colours, as code points of ITU-T H.273; 2 is unspecified.
 *
 * @param primaries ColourPrimaries
 * @param transfer TransferCharacteristics
 * @param matrix MatrixCoefficients
 */
public record ColourDescription(int primaries, int transfer, int matrix) {
  /** The stream does not say. */
  public static final ColourDescription UNSPECIFIED = new ColourDescription(2, 2, 2);
}
