package dev.sluice.packager.codec;

/** How bright the pictures of a stream may be, as VIDEO-RANGE says it (rfc8216bis §4.4.6.2). */
public enum VideoRange {
  /** Standard dynamic range, and whatever the stream does not name otherwise. */
  SDR,
  /** Hybrid log-gamma. */
  HLG,
  /** Perceptual quantizer (SMPTE ST 2084). */
  PQ;

  // transfer_characteristics (ISO/IEC 23091-2 Table 3).
  private static final int ST_2084 = 16;
  private static final int ARIB_STD_B67 = 18;

  /** Returns the range that a format's configuration names. */
  public static VideoRange of(VideoFormat format) {
    return VuiParameters.of(format)
        .colour()
        .map(colour -> switch (colour.transferCharacteristics()) {
          case ST_2084 -> PQ;
          case ARIB_STD_B67 -> HLG;
          default -> SDR;
        })
        .orElse(SDR);
  }
}
