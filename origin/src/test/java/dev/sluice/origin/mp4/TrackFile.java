package dev.sluice.origin.mp4;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** Track files that are synthesised: boxes with what matters in them. */
public final class TrackFile {
  private final String handler;
  private final int timescale;

  /**
   * Makes a track.
   *
   * @param handler {@code vide} or {@code soun}
   */
  public TrackFile(String handler, int timescale) {
    this.handler = handler;
    this.timescale = timescale;
  }

  /** Returns its init segment. */
  public byte[] init() {
    byte[] mvhd = box("mvhd", ints(0, 0, 0, timescale, 0, 0x10000, 2));
    byte[] tkhd = box("tkhd", ints(3, 0, 0, 1, 0, 0));
    byte[] mdhd = box("mdhd", ints(0, 0, 0, timescale, 0, 0));
    byte[] hdlr = box("hdlr", ints(0, 0), handler.getBytes(US_ASCII), ints(0, 0, 0));
    byte[] trak = box("trak", tkhd, box("mdia", mdhd, hdlr));
    byte[] mvex = box("mvex", box("trex", ints(0, 1, 1, 0, 0, 0)));
    return joined(box("ftyp", ints(0, 0)), box("moov", mvhd, trak, mvex));
  }

  /** Returns a segment of two fragments. */
  public static byte[] segment(long decodeTime, int compositionOffset, int mediaLength) {
    return joined(
        box("styp", ints(0, 0)),
        fragment(1, decodeTime, compositionOffset),
        box("mdat", media(mediaLength)),
        fragment(2, decodeTime + 10, compositionOffset),
        box("mdat", media(mediaLength)));
  }

  private static byte[] fragment(int number, long decodeTime, int compositionOffset) {
    byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(decodeTime).array();
    byte[] traf = box(
        "traf",
        box("tfhd", ints(0x020000, 1)),
        box("tfdt", ints(1 << 24), time),
        box("trun", ints(0x01000a01, 1, 100, 20, compositionOffset)));
    return joined(
        box("prft", ints(1 << 24, 1), new byte[16]),
        box("moof", box("mfhd", ints(0, number)), traf));
  }

  private static byte[] media(int length) {
    byte[] media = new byte[length];
    for (int i = 0; i < length; i++) {
      media[i] = (byte) i;
    }
    return media;
  }

  static byte[] box(String type, byte[]... contents) {
    byte[] content = joined(contents);
    return joined(ints(content.length + 8), type.getBytes(US_ASCII), content);
  }

  static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  static byte[] joined(byte[]... pieces) {
    int length = 0;
    for (byte[] piece : pieces) {
      length += piece.length;
    }
    ByteBuffer joined = ByteBuffer.allocate(length);
    for (byte[] piece : pieces) {
      joined.put(piece);
    }
    return joined.array();
  }

  /** Returns a segment that lies in an array. */
  static SegmentBytes bytes(byte[] segment) {
    return new SegmentBytes() {
      @Override
      public long length() {
        return segment.length;
      }

      @Override
      public void read(long offset, ByteBuffer target) {
        target.put(segment, (int) offset, target.remaining());
      }
    };
  }
}
