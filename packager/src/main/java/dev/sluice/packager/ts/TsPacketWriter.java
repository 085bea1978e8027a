package dev.sluice.packager.ts;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.sluice.origin.store.ObjectWriter;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Splits PES packets of one elementary stream into transport stream packets (ISO/IEC 13818-1 §2.4.3.2), straight into
 * claimed slabs.
 *
 * <p>Order of calls: {@link #begin}, {@link #append} until all announced bytes are there, {@link #end}; in between PES
 * packets {@link #writeClock}. Used only by the rendition's {@code pk-} thread.
 *
 * <pre>
 * sync_byte (8) | TEI (1) PUSI (1) priority (1) PID (13) | scrambling (2) adaptation_field_control (2) counter (4)
 * adaptation_field_length (8) | discontinuity (1) random access (1) priority (1) PCR (1) … | PCR (48) | stuffing
 * </pre>
 */
final class TsPacketWriter {
  static final int PACKET_LENGTH = 188;

  /** adaptation_field: discontinuity_indicator. */
  static final int DISCONTINUITY = 0x80;
  /** adaptation_field: random_access_indicator. */
  static final int RANDOM_ACCESS = 0x40;
  /** adaptation_field: PCR_flag. */
  static final int PCR = 0x10;

  static final int SYNC = 0x47 << 24;
  static final int PAYLOAD_UNIT_START = 1 << 22;
  static final int HAS_ADAPTATION = 0x20;
  static final int HAS_PAYLOAD = 0x10;
  static final int COUNTER_MASK = 0xF;
  static final byte STUFFING = (byte) 0xFF;

  private static final int HEADER_LENGTH = 4;
  private static final int BODY_LENGTH = PACKET_LENGTH - HEADER_LENGTH;
  private static final int FLAGS_END = 2; // adaptation_field_length, flags
  private static final int PCR_LENGTH = 6;
  private static final int PCR_RESERVED = 0x7E00;

  // As much as ObjectWriter.claim gives at once, in whole packets.
  private static final int MAX_CLAIM_LENGTH = 512 * 1024 / PACKET_LENGTH * PACKET_LENGTH;

  // Set at construction.
  private final int pid;

  // Kept across segments: of the next packet with a payload.
  private int continuityCounter;

  // The PES packet under way.
  private ObjectWriter target;
  private MutableDirectBuffer buffer;
  private int position;
  private int packetEnd;
  private int claimEnd;
  private int pesLeft;
  private int packetsLeft;
  private int length;
  private boolean isTorn;

  TsPacketWriter(int pid) {
    this.pid = pid;
  }

  /**
   * Begins a PES packet.
   *
   * @param pesLength bytes that will be appended, at least 1
   * @param flags of the first packet's adaptation field, 0 for none
   * @param pcr90k base of the clock reference; used if the flags have {@link #PCR}
   * @return 0, or a negative result of {@link ObjectWriter#claim}, after which nothing is written
   */
  int begin(ObjectWriter target, int pesLength, int flags, long pcr90k) {
    int fieldLength = fieldLength(flags);
    int packetCount = (fieldLength + pesLength + BODY_LENGTH - 1) / BODY_LENGTH;
    this.target = target;
    packetsLeft = packetCount;
    int result = claim();
    if (result < 0) {
      return result;
    }
    isTorn = false;
    pesLeft = pesLength;
    length = packetCount * PACKET_LENGTH;
    openPacket(PAYLOAD_UNIT_START, flags, pcr90k);
    return 0;
  }

  /** Appends bytes of the PES packet; without effect once it is torn. */
  void append(DirectBuffer source, int offset, int length) {
    int from = offset;
    int left = length;
    while (left > 0 && !isTorn) {
      if (position == packetEnd) {
        openPacket(/* unitStart= */ 0, /* flags= */ 0, /* pcr90k= */ 0);
        continue;
      }
      int copied = Math.min(left, packetEnd - position);
      buffer.putBytes(position, source, from, copied);
      position += copied;
      from += copied;
      left -= copied;
    }
  }

  /** Ends the PES packet; returns the bytes of its packets, or {@link TsMuxer#TORN}. */
  int end() {
    target = null;
    buffer = null;
    return isTorn ? TsMuxer.TORN : length;
  }

  /** Writes a packet with nothing but a clock reference, which leaves the counter as it is (§2.4.3.3). */
  int writeClock(ObjectWriter target, int flags, long pcr90k) {
    int offset = target.claim(PACKET_LENGTH);
    if (offset < 0) {
      return offset;
    }
    MutableDirectBuffer packet = target.buffer();
    int counter = (continuityCounter - 1) & COUNTER_MASK;
    packet.putInt(offset, SYNC | pid << 8 | HAS_ADAPTATION | counter, BIG_ENDIAN);
    putField(packet, offset + HEADER_LENGTH, BODY_LENGTH, flags, pcr90k);
    return PACKET_LENGTH;
  }

  private void openPacket(int unitStart, int flags, long pcr90k) {
    if (position == claimEnd && claim() < 0) {
      isTorn = true;
      return;
    }
    int fieldLength = Math.max(fieldLength(flags), BODY_LENGTH - pesLeft);
    int control = fieldLength > 0 ? HAS_ADAPTATION | HAS_PAYLOAD : HAS_PAYLOAD;
    buffer.putInt(position, SYNC | unitStart | pid << 8 | control | continuityCounter, BIG_ENDIAN);
    continuityCounter = (continuityCounter + 1) & COUNTER_MASK;
    packetEnd = position + PACKET_LENGTH;
    position += HEADER_LENGTH;
    if (fieldLength > 0) {
      putField(buffer, position, fieldLength, flags, pcr90k);
      position += fieldLength;
    }
    pesLeft -= packetEnd - position;
  }

  /** Claims as many of the packets that are left as go into one slab. */
  private int claim() {
    int claimed = (int) Math.min((long) packetsLeft * PACKET_LENGTH, MAX_CLAIM_LENGTH);
    int offset = target.claim(claimed);
    if (offset >= 0) {
      buffer = target.buffer();
      position = offset;
      claimEnd = offset + claimed;
      packetsLeft -= claimed / PACKET_LENGTH;
    }
    return Math.min(offset, 0);
  }

  /** Returns the least length of an adaptation field, its length byte included. */
  private static int fieldLength(int flags) {
    if (flags == 0) {
      return 0;
    }
    return (flags & PCR) == 0 ? FLAGS_END : FLAGS_END + PCR_LENGTH;
  }

  /** Writes an adaptation field (§2.4.3.4); one of a single byte is stuffing without flags. */
  private static void putField(
      MutableDirectBuffer buffer, int offset, int fieldLength, int flags, long pcr90k) {
    buffer.putByte(offset, (byte) (fieldLength - 1));
    if (fieldLength == 1) {
      return;
    }
    buffer.putByte(offset + 1, (byte) flags);
    int next = offset + FLAGS_END;
    if ((flags & PCR) != 0) {
      // program_clock_reference_base (33), reserved (6), extension (9), which is 0 on a clock of 90
      // kHz
      buffer.putInt(next, (int) (pcr90k >>> 1), BIG_ENDIAN);
      buffer.putShort(
          next + Integer.BYTES, (short) ((pcr90k & 1) << 15 | PCR_RESERVED), BIG_ENDIAN);
      next += PCR_LENGTH;
    }
    buffer.setMemory(next, offset + fieldLength - next, STUFFING);
  }
}
