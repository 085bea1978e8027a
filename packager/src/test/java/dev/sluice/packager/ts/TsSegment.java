package dev.sluice.packager.ts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** A segment taken apart, each of its packets and tables checked by itself. */
public final class TsSegment {
  private final List<TsPacket> packets = new ArrayList<>();
  private final List<TsPes> pes = new ArrayList<>();
  private final Map<Integer, Integer> streamTypes = new LinkedHashMap<>();
  private int pcrPid;
  private int pmtVersion;

  private TsSegment() {}

  /** Takes a segment apart. */
  public static TsSegment read(byte[] bytes) {
    assertThat(bytes.length % TsPacket.LENGTH).as("length %% 188").isZero();
    assertThat(bytes.length).as("length").isGreaterThanOrEqualTo(2 * TsPacket.LENGTH);
    TsSegment segment = new TsSegment();
    for (int i = 0; i < bytes.length / TsPacket.LENGTH; i++) {
      segment.packets.add(TsPacket.read(bytes, i));
    }
    segment.readTables();
    segment.readPes();
    return segment;
  }

  /** Returns the packets in order. */
  public List<TsPacket> packets() {
    return packets;
  }

  /** Returns the PES packets in the order of their first packets. */
  public List<TsPes> pes() {
    return pes;
  }

  /** Returns the access units of video. */
  public List<TsPes> video() {
    return pes.stream().filter(TsPes::isVideo).toList();
  }

  /** Returns the frames of audio. */
  public List<TsPes> audio() {
    return pes.stream().filter(unit -> !unit.isVideo()).toList();
  }

  /** Returns stream_type by PID. */
  public Map<Integer, Integer> streamTypes() {
    return streamTypes;
  }

  /** Returns the PID whose packets have the clock references. */
  public int pcrPid() {
    return pcrPid;
  }

  /** Returns version_number of the program map. */
  public int pmtVersion() {
    return pmtVersion;
  }

  private void readTables() {
    assertThat(packets.get(0).pid()).as("PID of the first packet").isEqualTo(ProgramTables.PAT_PID);
    Octets pat = section(packets.get(0), 0x00);
    pat.next(5); // transport_stream_id, version, section numbers
    assertThat(pat.next(2)).as("program_number").isNotZero();
    int pmtPid = (int) pat.next(2) & 0x1FFF;
    assertThat(pat.rest()).as("programs after the first").isEmpty();
    assertThat(packets.get(1).pid()).as("PID of the second packet").isEqualTo(pmtPid);
    Octets pmt = section(packets.get(1), 0x02);
    pmt.next(2);
    pmtVersion = (int) pmt.next(1) >> 1 & 0x1F;
    pmt.next(2);
    pcrPid = (int) pmt.next(2) & 0x1FFF;
    pmt.part((int) pmt.next(2) & 0xFFF);
    while (pmt.rest().length > 0) {
      int streamType = (int) pmt.next(1);
      streamTypes.put((int) pmt.next(2) & 0x1FFF, streamType);
      pmt.part((int) pmt.next(2) & 0xFFF);
    }
    assertThat(streamTypes).as("streams").containsKey(pcrPid);
  }

  /** Returns what stands between section_length and CRC_32. */
  private static Octets section(TsPacket packet, int tableId) {
    byte[] payload = packet.payload();
    Octets octets = new Octets(payload, 0, payload.length);
    assertThat(packet.isUnitStart()).as("payload_unit_start_indicator").isTrue();
    assertThat(octets.next(1)).as("pointer_field").isZero();
    assertThat(octets.next(1)).as("table_id").isEqualTo(tableId);
    int length = (int) octets.next(2) & 0xFFF;
    // Over a section that ends with its own checksum, the checksum is 0.
    assertThat(Crc32Mpeg2.of(new UnsafeBuffer(payload), 1, length + 3))
        .as("CRC_32")
        .isZero();
    Octets section = octets.part(length - 4);
    octets.part(4);
    octets.assertStuffing("after the section");
    return section;
  }

  private void readPes() {
    Map<Integer, List<TsPacket>> open = new LinkedHashMap<>();
    for (TsPacket packet : packets.subList(2, packets.size())) {
      assertThat(streamTypes).as("PID of packet %s", packet.index()).containsKey(packet.pid());
      if (packet.isUnitStart()) {
        close(open.remove(packet.pid()));
        open.put(packet.pid(), new ArrayList<>());
      }
      if (packet.hasPayload()) {
        assertThat(open)
            .as("start of the PES of packet %s", packet.index())
            .containsKey(packet.pid());
        open.get(packet.pid()).add(packet);
      }
    }
    open.values().forEach(this::close);
    pes.sort((a, b) -> Integer.compare(a.first().index(), b.first().index()));
  }

  private void close(List<TsPacket> parts) {
    if (parts != null) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      parts.forEach(packet -> bytes.writeBytes(packet.payload()));
      pes.add(TsPes.read(parts.get(0), parts.size(), bytes.toByteArray()));
    }
  }
}
