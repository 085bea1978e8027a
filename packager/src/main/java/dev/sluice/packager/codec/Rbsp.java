package dev.sluice.packager.codec;

/** The payload of NAL units without what keeps start codes out of them. */
final class Rbsp {
  private Rbsp() {}

  /** Returns a reader of a NAL unit, header included, but for the third byte of each 00 00 03 (ISO/IEC 14496-10 §7.4.1). */
  static BitReader of(byte[] nalUnit) {
    byte[] rbsp = new byte[nalUnit.length];
    int length = 0;
    int zeros = 0;
    for (byte octet : nalUnit) {
      if (zeros >= 2 && octet == 3) {
        zeros = 0;
      } else {
        rbsp[length++] = octet;
        zeros = octet == 0 ? zeros + 1 : 0;
      }
    }
    return new BitReader(rbsp, length);
  }
}
