package dev.sluice.packager.cmaf;

/** Four-character codes as big-endian numbers. */
final class BoxType {
  static final int FTYP = of("ftyp");
  static final int STYP = of("styp");
  static final int PRFT = of("prft");
  static final int MOOF = of("moof");
  static final int MFHD = of("mfhd");
  static final int TRAF = of("traf");
  static final int TFHD = of("tfhd");
  static final int TFDT = of("tfdt");
  static final int TRUN = of("trun");
  static final int MDAT = of("mdat");
  static final int FREE = of("free");

  private BoxType() {}

  static int of(String code) {
    if (code.length() != Integer.BYTES) {
      throw new IllegalArgumentException("code: " + code + " (expected: four characters)");
    }
    return code.charAt(0) << 24 | code.charAt(1) << 16 | code.charAt(2) << 8 | code.charAt(3);
  }
}
