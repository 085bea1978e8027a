package dev.sluice.packager.ts;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.sluice.packager.codec.AudioSpecificConfig;
import org.agrona.MutableDirectBuffer;

/**
 * The header in front of each AAC frame (ISO/IEC 14496-3 §1.A.2.2), of which only the length changes.
 *
 * <pre>
 * syncword (12) ID (1) layer (2) protection_absent (1) | profile (2) sampling_frequency_index (4) private (1)
 * channel_configuration (3) original (1) home (1) copyright (2) | aac_frame_length (13) fullness (11) blocks (2)
 * </pre>
 */
final class AdtsHeader {
  static final int LENGTH = 7;

  /** Longest frame, header included, that aac_frame_length can say. */
  static final int MAX_FRAME_LENGTH = 0x1FFF;

  private static final int SYNC_AND_NO_CRC = 0xFFF1;
  private static final int VARIABLE_BITRATE = 0x7FF;

  private final int fixed;

  AdtsHeader(AudioSpecificConfig config) {
    fixed = SYNC_AND_NO_CRC << 16
        | (config.objectType() - 1) << 14
        | config.sampleRateIndex() << 10
        | config.channelConfiguration() << 6;
  }

  /** Writes the header of a frame with so many bytes after it. */
  void put(MutableDirectBuffer buffer, int offset, int rawLength) {
    int frameLength = LENGTH + rawLength;
    buffer.putInt(offset, fixed | frameLength >> 11, BIG_ENDIAN);
    buffer.putShort(
        offset + 4, (short) ((frameLength & 0x7FF) << 5 | VARIABLE_BITRATE >> 6), BIG_ENDIAN);
    buffer.putByte(offset + 6, (byte) ((VARIABLE_BITRATE & 0x3F) << 2));
  }
}
