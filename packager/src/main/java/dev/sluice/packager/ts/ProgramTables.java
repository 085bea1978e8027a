package dev.sluice.packager.ts;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.sluice.origin.store.ObjectWriter;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The program association and program map of a stream with one program (ISO/IEC 13818-1 §2.4.4.3, §2.4.4.8), kept as the
 * two packets that each segment begins with.
 *
 * <p>Used only by the rendition's {@code pk-} thread.
 */
final class ProgramTables {
  static final int PAT_PID = 0x0000;
  static final int PMT_PID = 0x1000;
  static final int VIDEO_PID = 0x0100;
  static final int AUDIO_PID = 0x0101;

  /** No stream of that kind; stream_type 0 is reserved. */
  static final int NO_STREAM = 0;

  static final int LENGTH = 2 * TsPacketWriter.PACKET_LENGTH;

  private static final int PAT_TABLE_ID = 0x00;
  private static final int PMT_TABLE_ID = 0x02;
  private static final int TRANSPORT_STREAM_ID = 1;
  private static final int PROGRAM_NUMBER = 1;
  private static final int SECTION_SYNTAX =
      0xB000; // section_syntax_indicator (1), '0' (1), reserved (2), length (12)
  private static final int CURRENT =
      0xC1; // reserved (2), version_number (5), current_next_indicator (1)
  private static final int RESERVED_PID = 0xE000; // reserved (3), PID (13)
  private static final int RESERVED_LENGTH = 0xF000; // reserved (4), length (12)
  private static final int VERSION_MASK = 0x1F;
  private static final int SECTION_OFFSET = 5; // after the header and pointer_field
  private static final int SECTION_LENGTH_END = 3;
  private static final int PMT_OFFSET = TsPacketWriter.PACKET_LENGTH;

  private final UnsafeBuffer packets = new UnsafeBuffer(new byte[LENGTH]);

  // Kept across segments.
  private int continuityCounter;
  private int version = VERSION_MASK; // the first table gets the one after it
  private int videoType = NO_STREAM;
  private int audioType = NO_STREAM;

  ProgramTables() {
    putPat();
  }

  /** Sets the streams by their stream_type; the version changes if and only if they do (§2.4.4.9). */
  void streams(int videoStreamType, int audioStreamType) {
    if (videoStreamType != videoType || audioStreamType != audioType) {
      videoType = videoStreamType;
      audioType = audioStreamType;
      version = (version + 1) & VERSION_MASK;
      putPmt();
    }
  }

  /** Writes both packets; returns their length or a negative result of {@link ObjectWriter#claim}. */
  int write(ObjectWriter target) {
    int offset = target.claim(LENGTH);
    if (offset < 0) {
      return offset;
    }
    // The two PIDs always go together, so one counter serves both.
    putHeader(0, PAT_PID);
    putHeader(PMT_OFFSET, PMT_PID);
    continuityCounter = (continuityCounter + 1) & TsPacketWriter.COUNTER_MASK;
    MutableDirectBuffer buffer = target.buffer();
    buffer.putBytes(offset, packets, 0, LENGTH);
    return LENGTH;
  }

  private void putHeader(int offset, int pid) {
    int control = TsPacketWriter.HAS_PAYLOAD | continuityCounter;
    packets.putInt(
        offset,
        TsPacketWriter.SYNC | TsPacketWriter.PAYLOAD_UNIT_START | pid << 8 | control,
        BIG_ENDIAN);
  }

  private void putPat() {
    int section = beginSection(0, PAT_TABLE_ID, TRANSPORT_STREAM_ID, /* version= */ 0);
    int next = putShort(section, PROGRAM_NUMBER);
    endSection(0, putShort(next, RESERVED_PID | PMT_PID));
  }

  private void putPmt() {
    int next = beginSection(PMT_OFFSET, PMT_TABLE_ID, PROGRAM_NUMBER, version);
    next =
        putShort(next, RESERVED_PID | (videoType == NO_STREAM ? AUDIO_PID : VIDEO_PID)); // PCR_PID
    next = putShort(next, RESERVED_LENGTH); // program_info_length
    next = putStream(next, videoType, VIDEO_PID);
    endSection(PMT_OFFSET, putStream(next, audioType, AUDIO_PID));
  }

  private int putStream(int offset, int streamType, int pid) {
    if (streamType == NO_STREAM) {
      return offset;
    }
    packets.putByte(offset, (byte) streamType);
    return putShort(putShort(offset + 1, RESERVED_PID | pid), RESERVED_LENGTH); // ES_info_length
  }

  /** Writes all of a section before its entries, but its length; returns where they go. */
  private int beginSection(int packet, int tableId, int tableIdExtension, int version) {
    packets.setMemory(packet, TsPacketWriter.PACKET_LENGTH, TsPacketWriter.STUFFING);
    packets.putByte(packet + SECTION_OFFSET - 1, (byte) 0); // pointer_field
    packets.putByte(packet + SECTION_OFFSET, (byte) tableId);
    int next = putShort(packet + SECTION_OFFSET + SECTION_LENGTH_END, tableIdExtension);
    packets.putByte(next, (byte) (CURRENT | version << 1));
    return putShort(next + 1, 0); // section_number, last_section_number
  }

  private void endSection(int packet, int end) {
    int section = packet + SECTION_OFFSET;
    int length = end + Integer.BYTES - section - SECTION_LENGTH_END;
    putShort(section + 1, SECTION_SYNTAX | length);
    packets.putInt(end, Crc32Mpeg2.of(packets, section, end - section), BIG_ENDIAN);
  }

  private int putShort(int offset, int value) {
    packets.putShort(offset, (short) value, BIG_ENDIAN);
    return offset + Short.BYTES;
  }
}
