package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** Frames of HTTP/2 (RFC 9113 §4.1, §6) as a peer may send them, whether it should or not. */
final class RawFrame {
  static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  static final int HEAD_LENGTH = 9;
  static final int TYPE_OFFSET = 3;
  static final int STREAM_ID_OFFSET = 5;

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  /** Flag of {@link #SETTINGS}. */
  static final int ACK = 1;

  /** Flags of {@link #HEADERS}. */
  static final int END_STREAM = 1;

  static final int END_HEADERS = 4;
  static final int PRIORITY = 0x20;

  /** A head for GET of the root over http, of the static table (RFC 7541 Appendix A). */
  static final byte[] GET = {(byte) 0x82, (byte) 0x84, (byte) 0x86};

  private static final byte PATH = 4; // a literal without indexing (RFC 7541 §6.2.2)
  private static final int PRIORITY_LENGTH = 5;
  private static final int WEIGHT = 16;

  private RawFrame() {}

  /** Returns a request without a body that is to be answered after another, or at once if that is 0. */
  static byte[] get(String path, int streamId, int parentId) {
    byte[] payload = ByteBuffer.allocate(PRIORITY_LENGTH + GET.length + 1 + path.length())
        .putInt(parentId)
        .put((byte) (WEIGHT - 1))
        .put(GET[0])
        .put(GET[2])
        .put(PATH)
        .put((byte) path.length())
        .put(path.getBytes(US_ASCII))
        .array();
    return of(HEADERS, END_STREAM | END_HEADERS | PRIORITY, streamId, payload);
  }

  static byte[] windowUpdate(int streamId, int length) {
    byte[] payload = ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
    return of(WINDOW_UPDATE, 0, streamId, payload);
  }

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
