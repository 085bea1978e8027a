package dev.sluice.origin.mp4;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** Four-character codes as numbers. */
final class BoxType {
  static final int EDTS = of("edts");
  static final int ELST = of("elst");
  static final int FTYP = of("ftyp");
  static final int HDLR = of("hdlr");
  static final int MDHD = of("mdhd");
  static final int MDIA = of("mdia");
  static final int MEHD = of("mehd");
  static final int MFHD = of("mfhd");
  static final int MOOF = of("moof");
  static final int MOOV = of("moov");
  static final int MVEX = of("mvex");
  static final int MVHD = of("mvhd");
  static final int PRFT = of("prft");
  static final int SIDX = of("sidx");
  static final int TFDT = of("tfdt");
  static final int TFHD = of("tfhd");
  static final int TKHD = of("tkhd");
  static final int TRAF = of("traf");
  static final int TRAK = of("trak");
  static final int TREX = of("trex");
  static final int TRUN = of("trun");
  static final int VIDE = of("vide");

  private BoxType() {}

  static int of(String code) {
    return ByteBuffer.wrap(code.getBytes(US_ASCII)).getInt();
  }
}
