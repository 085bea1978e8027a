package dev.sluice.packager.ts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One packet of a transport stream (ISO/IEC 13818-1 §2.4.3.2).
 *
 * @param index of the packet within its segment
 * @param flags of the adaptation field, 0 if there are none
 * @param pcr27m clock reference in 27 MHz ticks, {@link #NO_PCR} without one
 * @param payload bytes after the header and the adaptation field
 */
public record TsPacket(
    int index, int pid, boolean isUnitStart, int counter, int flags, long pcr27m, byte[] payload) {
  /** Length in bytes. */
  public static final int LENGTH = 188;

  /** No clock reference in the packet. */
  public static final long NO_PCR = -1;

  /** Reads and checks the packet at an index. */
  static TsPacket read(byte[] segment, int index) {
    Octets octets = new Octets(segment, index * LENGTH, LENGTH);
    String where = "packet " + index;
    assertThat(octets.next(1)).as("%s: sync_byte", where).isEqualTo(0x47);
    int word = (int) octets.next(2);
    assertThat(word & 0x8000).as("%s: transport_error_indicator", where).isZero();
    int control = (int) octets.next(1);
    assertThat(control & 0xC0).as("%s: transport_scrambling_control", where).isZero();
    assertThat(control & 0x30).as("%s: adaptation_field_control", where).isNotZero();
    int flags = 0;
    long pcr27m = NO_PCR;
    if ((control & 0x20) != 0) {
      int fieldLength = (int) octets.next(1);
      assertThat(fieldLength)
          .as("%s: adaptation_field_length", where)
          .isBetween(0, (control & 0x10) == 0 ? 183 : 182);
      Octets field = octets.part(fieldLength);
      flags = fieldLength == 0 ? 0 : (int) field.next(1);
      if ((flags & TsPacketWriter.PCR) != 0) {
        long pcr = field.next(6);
        pcr27m = (pcr >>> 15) * 300 + (pcr & 0x1FF);
      }
      field.assertStuffing(where);
    }
    boolean hasPayload = (control & 0x10) != 0;
    assertThat(hasPayload || octets.rest().length == 0)
        .as("%s: bytes without a payload", where)
        .isTrue();
    return new TsPacket(
        index, word & 0x1FFF, (word & 0x4000) != 0, control & 0xF, flags, pcr27m, octets.rest());
  }

  boolean hasPayload() {
    return payload.length > 0;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
