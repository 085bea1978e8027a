package dev.sluice.packager.ts;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.MutableDirectBuffer;

/**
 * The header of a PES packet that holds one access unit (ISO/IEC 13818-1 §2.4.3.6).
 *
 * <pre>
 * packet_start_code_prefix (24) | stream_id (8) | PES_packet_length (16)
 * '10' scrambling (2) priority (1) data_alignment (1) … | PTS_DTS_flags (2) … | PES_header_data_length (8) | PTS | DTS
 * </pre>
 */
final class PesHeader {
  static final int VIDEO_STREAM_ID = 0xE0;
  static final int AUDIO_STREAM_ID = 0xC0;
  static final int MAX_LENGTH = 19;

  /** Largest PES_packet_length. */
  static final int MAX_PACKET_LENGTH = 0xFFFF;

  /** Bytes that PES_packet_length counts besides the payload, with a PTS only. */
  static final int COUNTED_LENGTH = 8;

  private static final int START_CODE_PREFIX = 0x000001;
  private static final int ALIGNED = 0x84;
  private static final int HAS_PTS = 0x80;
  private static final int HAS_PTS_AND_DTS = 0xC0;
  private static final int PTS_ONLY_PREFIX = 0x2;
  private static final int PTS_PREFIX = 0x3;
  private static final int DTS_PREFIX = 0x1;
  private static final int TIME_LENGTH = 5;
  private static final int LENGTH_OFFSET = 4;
  private static final int FIXED_LENGTH = 9;
  private static final int COUNTED_OFFSET = 6;

  private PesHeader() {}

  /**
   * Writes a header to the start of a buffer; the times are taken modulo 2^33.
   *
   * @return its length, at most {@value #MAX_LENGTH}
   */
  static int put(
      MutableDirectBuffer buffer, int streamId, long pts90k, long dts90k, int payloadLength) {
    boolean hasDts = pts90k != dts90k;
    int timesLength = hasDts ? 2 * TIME_LENGTH : TIME_LENGTH;
    int length = FIXED_LENGTH + timesLength;
    int counted = length - COUNTED_OFFSET + payloadLength;
    buffer.putInt(0, START_CODE_PREFIX << 8 | streamId, BIG_ENDIAN);
    // 0 stands for a length that the field cannot hold, which only video may have (§2.4.3.7).
    buffer.putShort(LENGTH_OFFSET, (short) (counted > MAX_PACKET_LENGTH ? 0 : counted), BIG_ENDIAN);
    buffer.putByte(COUNTED_OFFSET, (byte) ALIGNED);
    buffer.putByte(COUNTED_OFFSET + 1, (byte) (hasDts ? HAS_PTS_AND_DTS : HAS_PTS));
    buffer.putByte(COUNTED_OFFSET + 2, (byte) timesLength);
    putTime(buffer, FIXED_LENGTH, hasDts ? PTS_PREFIX : PTS_ONLY_PREFIX, pts90k);
    if (hasDts) {
      putTime(buffer, FIXED_LENGTH + TIME_LENGTH, DTS_PREFIX, dts90k);
    }
    return length;
  }

  /** Writes prefix (4), bits 32..30, marker (1), bits 29..15, marker (1), bits 14..0, marker (1). */
  private static void putTime(MutableDirectBuffer buffer, int offset, int prefix, long time90k) {
    buffer.putByte(offset, (byte) (prefix << 4 | (time90k >> 30 & 0x7) << 1 | 1));
    buffer.putShort(offset + 1, (short) ((time90k >> 15 & 0x7FFF) << 1 | 1), BIG_ENDIAN);
    buffer.putShort(offset + 3, (short) ((time90k & 0x7FFF) << 1 | 1), BIG_ENDIAN);
  }
}
