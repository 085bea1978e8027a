package dev.sluice.packager.codec;

import java.io.ByteArrayOutputStream;

/** NAL units, access units and configuration records that are as small as they can be and still well-formed. */
public final class SyntheticAvc {
  /** A picture parameter set. */
  public static final byte[] PPS = {0x68, (byte) 0xCE, 0x3C, (byte) 0x80};
  /** An access unit delimiter. */
  public static final byte[] AUD = {0x09, 0x10};
  /** Supplemental enhancement information: a recovery point. */
  public static final byte[] SEI = {0x06, 0x06, 0x01, (byte) 0xC4, (byte) 0x80};

  private static final int MAIN_PROFILE = 77;
  private static final int LEVEL_3_1 = 31;
  private static final int MACROBLOCK = 16;
  private static final int CROP_UNIT = 2;

  private SyntheticAvc() {}

  /** Returns a sequence parameter set of the main profile, 4:2:0, progressive, 30 frames a second. */
  public static byte[] sps(int width, int height) {
    BitWriter bits = new BitWriter()
        .bits(0x67, 8)
        .bits(MAIN_PROFILE, 8)
        .bits(0x40, 8)
        .bits(LEVEL_3_1, 8)
        .ue(0); // seq_parameter_set_id
    putPictures(bits, width, height);
    bits.flag(true); // vui_parameters_present_flag
    putTiming(bits, /* unitsInTick= */ 1, /* timeScale= */ 60);
    return escaped(bits.stop().toBytes());
  }

  /** Returns an IDR slice of so many bytes. */
  public static byte[] idr(int length) {
    return slice(0x65, length);
  }

  /** Returns a slice of another picture of so many bytes. */
  public static byte[] slice(int length) {
    return slice(0x41, length);
  }

  /** Returns NAL units, each behind a length prefix. */
  public static byte[] accessUnit(int lengthSize, byte[]... nalUnits) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] nalUnit : nalUnits) {
      for (int i = lengthSize - 1; i >= 0; i--) {
        out.write(nalUnit.length >>> 8 * i);
      }
      out.writeBytes(nalUnit);
    }
    return out.toByteArray();
  }

  /** Returns a configuration record. */
  public static byte[] avcc(int lengthSize, byte[] sps, byte[] pps) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        new byte[] {1, sps[1], sps[2], sps[3], (byte) (0xFC | lengthSize - 1), (byte) 0xE1});
    out.writeBytes(accessUnit(2, sps));
    out.write(1);
    out.writeBytes(accessUnit(2, pps));
    return out.toByteArray();
  }

  /** Returns the format of a track whose access units have prefixes of four bytes. */
  public static VideoFormat format(int width, int height) {
    return AvcConfiguration.parse(avcc(4, sps(width, height), PPS));
  }

  /** Writes the fields from log2_max_frame_num_minus4 to the cropping of a progressive 4:2:0 picture. */
  static void putPictures(BitWriter bits, int width, int height) {
    int columns = (width + MACROBLOCK - 1) / MACROBLOCK;
    int rows = (height + MACROBLOCK - 1) / MACROBLOCK;
    bits.ue(0).ue(2).ue(1).flag(false); // frame_num, pic_order_cnt_type, max_num_ref_frames, gaps
    bits.ue(columns - 1).ue(rows - 1).flag(true).flag(true); // frame_mbs_only_flag, direct_8x8
    bits.flag(true).ue(0).ue((columns * MACROBLOCK - width) / CROP_UNIT);
    bits.ue(0).ue((rows * MACROBLOCK - height) / CROP_UNIT);
  }

  /** Writes video usability information with nothing but timing. */
  static void putTiming(BitWriter bits, long unitsInTick, long timeScale) {
    bits.bits(0, 4); // aspect ratio, overscan, video signal, chroma location
    bits.flag(true).bits(unitsInTick, 32).bits(timeScale, 32).flag(true); // fixed_frame_rate_flag
    bits.bits(0, 4); // NAL HRD, VCL HRD, pic_struct, bitstream restriction
  }

  /** Inserts emulation_prevention_three_byte. */
  static byte[] escaped(byte[] nalUnit) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int zeros = 0;
    for (byte octet : nalUnit) {
      if (zeros == 2 && octet >= 0 && octet <= 3) {
        out.write(3);
        zeros = 0;
      }
      out.write(octet);
      zeros = octet == 0 ? zeros + 1 : 0;
    }
    return out.toByteArray();
  }

  private static byte[] slice(int header, int length) {
    byte[] nalUnit = new byte[length];
    for (int i = 1; i < length; i++) {
      nalUnit[i] = (byte) (1 + i % 251);
    }
    nalUnit[0] = (byte) header;
    return nalUnit;
  }
}
