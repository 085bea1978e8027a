package dev.sluice.packager.codec;

/** Values of nal_unit_type of H.264 (ISO/IEC 14496-10 Table 7-1), and the header byte that holds them. */
public final class NalUnitType {
  /** Slice of a picture that is not IDR. */
  public static final int SLICE = 1;
  /** Slice of an IDR picture. */
  public static final int IDR = 5;
  /** Supplemental enhancement information. */
  public static final int SEI = 6;
  /** Sequence parameter set. */
  public static final int SPS = 7;
  /** Picture parameter set. */
  public static final int PPS = 8;
  /** Access unit delimiter. */
  public static final int AUD = 9;
  /** Filler. */
  public static final int FILLER = 12;

  private static final int TYPE_MASK = 0x1F;

  private NalUnitType() {}

  /** Returns the type that a header byte names. */
  public static int of(byte header) {
    return header & TYPE_MASK;
  }
}
