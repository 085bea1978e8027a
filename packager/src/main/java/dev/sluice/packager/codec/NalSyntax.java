package dev.sluice.packager.codec;

/** What NAL units are, by their headers, in the codings that are made of them. */
public enum NalSyntax {
  /** H.264 (ISO/IEC 14496-10 §7.3.1 and Table 7-1): the type is in the last five bits of a header of one byte. */
  AVC(
      new int[] {NalUnitType.SPS, NalUnitType.PPS},
      NalUnitType.AUD,
      NalUnitType.FILLER,
      types(NalUnitType.SLICE, NalUnitType.IDR),
      types(NalUnitType.IDR, NalUnitType.IDR),
      /* skippedLeading= */ 0),

  /**
   * HEVC (ISO/IEC 23008-2 §7.3.1.2 and Table 7-1): the type is in bits 1 to 6 of a header of two bytes. Decoding can start
   * at an intra random access point picture: BLA, IDR or CRA.
   */
  HEVC(
      new int[] {Hevc.VPS, Hevc.SPS, Hevc.PPS},
      Hevc.AUD,
      Hevc.FILLER,
      types(Hevc.TRAIL_N, Hevc.RASL_R) | types(Hevc.BLA_W_LP, Hevc.CRA),
      types(Hevc.BLA_W_LP, Hevc.CRA),
      types(Hevc.RASL_N, Hevc.RASL_R));

  private static final int FORBIDDEN_ZERO_BIT = 0x80;

  private final int[] parameterSets;
  private final int delimiter;
  private final int filler;
  private final long slices;
  private final long randomAccess;
  private final long skippedLeading;

  NalSyntax(
      int[] parameterSets,
      int delimiter,
      int filler,
      long slices,
      long randomAccess,
      long skippedLeading) {
    this.parameterSets = parameterSets;
    this.delimiter = delimiter;
    this.filler = filler;
    this.slices = slices;
    this.randomAccess = randomAccess;
    this.skippedLeading = skippedLeading;
  }

  /** Returns the type that the first byte of a header names, at most 63. */
  public int type(byte header) {
    return this == AVC ? NalUnitType.of(header) : header >>> 1 & Hevc.TYPE_MASK;
  }

  /** Returns the bytes of a header. */
  public int headerLength() {
    return this == AVC ? 1 : 2;
  }

  /** Returns the types of parameter sets, in the order in which they go before a picture. */
  public int[] parameterSetTypes() {
    return parameterSets.clone();
  }

  /** Returns which of {@link #parameterSetTypes()} a type is, or -1 if it is no parameter set. */
  public int parameterSetIndex(int type) {
    int index = type - parameterSets[0];
    return index < parameterSets.length ? Math.max(-1, index) : -1;
  }

  /** Returns whether a NAL unit of a type is part of a picture. */
  public boolean isSlice(int type) {
    return contains(slices, type);
  }

  /** Returns whether a set of types, bit 0 for type 0, has part of a picture in it. */
  public boolean hasSlice(long types) {
    return (types & slices) != 0;
  }

  /** Returns whether decoding can start at a picture with slices of a type. */
  public boolean isRandomAccess(int type) {
    return contains(randomAccess, type);
  }

  /**
   * Returns whether slices of a type are of a picture that is shown before the random access point it follows, and may
   * refer to what comes before that (open GOP).
   */
  public boolean isSkippedLeading(int type) {
    return contains(skippedLeading, type);
  }

  /** Returns whether a type only says that an access unit begins. */
  public boolean isDelimiter(int type) {
    return type == delimiter;
  }

  /** Returns whether a type only fills the channel. */
  public boolean isFiller(int type) {
    return type == filler;
  }

  /** Returns whether a header's first byte breaks the rule that its first bit be 0: a transmission error. */
  static boolean isForbidden(byte header) {
    return (header & FORBIDDEN_ZERO_BIT) != 0;
  }

  private static boolean contains(long set, int type) {
    return (set & 1L << type) != 0;
  }

  private static long types(int first, int last) {
    return (1L << last + 1) - (1L << first);
  }

  /** Values of nal_unit_type (ISO/IEC 23008-2 Table 7-1). */
  private static final class Hevc {
    static final int TYPE_MASK = 0x3F;
    static final int TRAIL_N = 0;
    static final int RASL_N = 8;
    static final int RASL_R = 9;
    static final int BLA_W_LP = 16;
    static final int CRA = 21;
    static final int VPS = 32;
    static final int SPS = 33;
    static final int PPS = 34;
    static final int AUD = 35;
    static final int FILLER = 38;

    private Hevc() {}
  }
}
