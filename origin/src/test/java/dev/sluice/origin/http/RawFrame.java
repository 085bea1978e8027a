package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** Frames of HTTP/2 (RFC 9113 §4.1, §6) as a peer may send them, whether it should or not. */
final class RawFrame {
  static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  /** Flag of {@link #HEADERS}. */
  static final int END_HEADERS = 4;

  /** A head for GET of the root over http, of the static table (RFC 7541 Appendix A). */
  static final byte[] GET = {(byte) 0x82, (byte) 0x84, (byte) 0x86};

  private static final int HEAD_LENGTH = 9;

  private RawFrame() {}

  static byte[] of(int type, int flags, int streamId, byte... payload) {
    return ByteBuffer.allocate(HEAD_LENGTH + payload.length)
        .putShort((short) (payload.length >> 8))
        .put((byte) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(streamId)
        .put(payload)
        .array();
  }
}
