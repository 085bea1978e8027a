package dev.sluice.packager.ts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One PES packet (ISO/IEC 13818-1 §2.4.3.6).
 *
 * @param first the packet in which it starts
 * @param declaredLength PES_packet_length
 * @param pts90k 33 bits, as written
 * @param dts90k 33 bits, as written, the PTS if there is none
 * @param payload bytes after the header
 */
public record TsPes(
    TsPacket first,
    int packetCount,
    int streamId,
    int declaredLength,
    long pts90k,
    long dts90k,
    byte[] payload) {

  /** Reads and checks a PES packet whose bytes are together again. */
  static TsPes read(TsPacket first, int packetCount, byte[] bytes) {
    String where = "PES at packet " + first.index();
    Octets octets = new Octets(bytes, 0, bytes.length);
    assertThat(octets.next(3)).as("%s: packet_start_code_prefix", where).isEqualTo(1);
    int streamId = (int) octets.next(1);
    int declaredLength = (int) octets.next(2);
    assertThat(declaredLength == bytes.length - 6
            || declaredLength == 0 && streamId == PesHeader.VIDEO_STREAM_ID)
        .as("%s: PES_packet_length %s of %s", where, declaredLength, bytes.length - 6)
        .isTrue();
    assertThat(octets.next(1) & 0xF0).as("%s: '10', not scrambled", where).isEqualTo(0x80);
    int flags = (int) octets.next(1);
    assertThat(flags).as("%s: PTS_DTS_flags alone", where).isIn(0x80, 0xC0);
    Octets header = octets.part((int) octets.next(1));
    boolean hasDts = flags == 0xC0;
    long pts90k = time(header.next(5), hasDts ? 3 : 2, where);
    long dts90k = hasDts ? time(header.next(5), 1, where) : pts90k;
    assertThat(hasDts && pts90k == dts90k).as("%s: DTS equal to PTS", where).isFalse();
    assertThat(header.rest()).as("%s: header stuffing", where).isEmpty();
    return new TsPes(first, packetCount, streamId, declaredLength, pts90k, dts90k, octets.rest());
  }

  boolean isVideo() {
    return streamId == PesHeader.VIDEO_STREAM_ID;
  }

  /** Returns the NAL units of a byte stream (ISO/IEC 14496-10 Annex B). */
  public List<byte[]> nalUnits() {
    List<byte[]> nalUnits = new ArrayList<>();
    int start = -1;
    for (int i = 0; i + 2 < payload.length; i++) {
      if (payload[i] == 0 && payload[i + 1] == 0 && payload[i + 2] == 1) {
        if (start >= 0) {
          nalUnits.add(withoutTrailingZeros(start, i));
        }
        start = i + 3;
      }
    }
    assertThat(start).as("start codes in the PES at packet %s", first.index()).isNotNegative();
    nalUnits.add(Arrays.copyOfRange(payload, start, payload.length));
    return nalUnits;
  }

  /** Returns the values of nal_unit_type in order. */
  public List<Integer> nalUnitTypes() {
    return nalUnits().stream().map(nalUnit -> nalUnit[0] & 0x1F).toList();
  }

  private byte[] withoutTrailingZeros(int from, int to) {
    int end = to;
    while (end > from && payload[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOfRange(payload, from, end);
  }

  private static long time(long field, int prefix, String where) {
    assertThat(field >>> 36).as("%s: prefix of a time", where).isEqualTo(prefix);
    assertThat(field & 0x100010001L).as("%s: marker bits", where).isEqualTo(0x100010001L);
    return (field >>> 33 & 0x7) << 30 | (field >>> 17 & 0x7FFF) << 15 | field >>> 1 & 0x7FFF;
  }
}
