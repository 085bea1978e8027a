package dev.sluice.packager.codec;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Temporal units and configuration records of AV1, the sequence header as SVT-AV1 wrote it. */
public final class SyntheticAv1 {
  /** A sequence header of 320x180, main profile, level 2.0, with its header and size. */
  public static final byte[] SEQUENCE_HEADER = hex("0a0b000000043cfecc02f80040");
  /** A temporal delimiter. */
  public static final byte[] DELIMITER = hex("1200");
  /** Padding. */
  public static final byte[] PADDING = hex("7a0480808080");

  private static final int FRAME = 6;

  private SyntheticAv1() {}

  /** Returns a configuration record. */
  public static byte[] av1c(byte[]... units) {
    return join(hex("81000c00"), join(units));
  }

  /** Returns the format of 320x180. */
  public static VideoFormat format() {
    return Av1Configuration.parse(av1c(SEQUENCE_HEADER));
  }

  /** Returns a frame that is shown and that decoding can start at, with a payload of so many bytes. */
  public static byte[] key(int length) {
    return unit(FRAME, payload(0x10, length));
  }

  /** Returns a frame that needs others, with a payload of so many bytes. */
  public static byte[] inter(int length) {
    return unit(FRAME, payload(0x30, length));
  }

  /** Returns an open bitstream unit with its size, of which a payload under 2^14 bytes needs two. */
  public static byte[] unit(int type, byte[] payload) {
    byte[] header = {
      (byte) (type << 3 | 2), (byte) (payload.length & 0x7F | 0x80), (byte) (payload.length >> 7)
    };
    return join(header, payload);
  }

  /** Returns units one after the other. */
  public static byte[] join(byte[]... units) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] unit : units) {
      out.writeBytes(unit);
    }
    return out.toByteArray();
  }

  private static byte[] payload(int first, int length) {
    byte[] payload = SyntheticAvc.slice(length);
    payload[0] = (byte) first;
    return payload;
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
