package dev.sluice.packager.codec;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;

/** NAL units and configuration records of HEVC, the parameter sets as x265 wrote them. */
public final class SyntheticHevc {
  /** Video parameter set of the main profile. */
  public static final byte[] VPS = hex("40010c01ffff01600000030090000003000003003c959009");
  /** Sequence parameter set of 320x180 at 30 frames a second, main profile, level 2. */
  public static final byte[] SPS =
      hex("42010101600000030090000003000003003ca00a080c1f3e595912930bc05a020000030002000003003c10");
  /** Picture parameter set. */
  public static final byte[] PPS = hex("4401c073c189");
  /** An access unit delimiter. */
  public static final byte[] AUD = hex("460150");
  /** Filler. */
  public static final byte[] FILLER = hex("4c01ffff80");

  /** Record of 1920x1080 at 29.97 frames a second, main 10 profile, level 4, BT.2020 with PQ. */
  public static final byte[] HDR_RECORD = hex("01022000000090000000000078f000fcfdfafa00000f0320"
      + "0001001840010c01ffff02200000030090000003000003007895900921"
      + "0001002e42010102200000030090000003000003007"
      + "8a003c0801107cad965644a4c2f016a1220120800001f480003a98040"
      + "22000100064401c073c189");

  private static final int IDR_W_RADL = 19;
  private static final int TRAIL_R = 1;

  private SyntheticHevc() {}

  /** Returns a slice of an IDR picture of so many bytes. */
  public static byte[] idr(int length) {
    return nalUnit(IDR_W_RADL, length);
  }

  /** Returns a slice of a picture that others refer to of so many bytes. */
  public static byte[] slice(int length) {
    return nalUnit(TRAIL_R, length);
  }

  /** Returns a NAL unit of a type. */
  public static byte[] nalUnit(int type, int length) {
    byte[] nalUnit = SyntheticAvc.slice(length);
    nalUnit[0] = (byte) (type << 1);
    nalUnit[1] = 1;
    return nalUnit;
  }

  /** Returns a configuration record. */
  public static byte[] hvcc(int lengthSize, byte[] vps, byte[] sps, byte[] pps) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(hex("010160000000900000000000" + "3cf000fcfdf8f80000"));
    out.write(0x0C | lengthSize - 1);
    out.write(3);
    int type = 32;
    for (byte[] set : List.of(vps, sps, pps)) {
      out.writeBytes(new byte[] {(byte) type++, 0, 1});
      out.writeBytes(SyntheticAvc.accessUnit(2, set));
    }
    return out.toByteArray();
  }

  /** Returns the format of a track whose access units have prefixes of four bytes. */
  public static VideoFormat format() {
    return HevcConfiguration.parse(hvcc(4, VPS, SPS, PPS));
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
