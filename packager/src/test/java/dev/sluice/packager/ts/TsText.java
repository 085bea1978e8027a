package dev.sluice.packager.ts;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/** Segments as text, a line a packet or access unit. */
final class TsText {
  private static final Map<Integer, String> NAL_UNITS =
      Map.of(1, "SLICE", 5, "IDR", 6, "SEI", 7, "SPS", 8, "PPS", 9, "AUD");

  private TsText() {}

  static String of(List<TsSegment> segments) {
    StringBuilder text = new StringBuilder();
    for (TsSegment segment : segments) {
      Map<TsPacket, TsPes> starts = new HashMap<>();
      segment.pes().forEach(pes -> starts.put(pes.first(), pes));
      text.append("segment packets=").append(segment.packets().size()).append('\n');
      for (TsPacket packet : segment.packets()) {
        if (packet.isUnitStart() || !packet.hasPayload()) {
          text.append(line(packet, starts.get(packet), segment)).append('\n');
        }
      }
    }
    return text.toString();
  }

  private static String line(TsPacket packet, TsPes pes, TsSegment segment) {
    StringBuilder line = new StringBuilder(
        String.format("%4d pid=%04x cc=%d", packet.index(), packet.pid(), packet.counter()));
    append(line, packet.has(TsPacketWriter.DISCONTINUITY), " discontinuity");
    append(line, packet.has(TsPacketWriter.RANDOM_ACCESS), " random-access");
    append(line, packet.pcr27m() != TsPacket.NO_PCR, " pcr=" + packet.pcr27m() / 300);
    if (packet.index() == 1) {
      line.append(" pmt version=").append(segment.pmtVersion()).append(" pcr-pid=");
      line.append(Integer.toHexString(segment.pcrPid()))
          .append(" types=")
          .append(segment.streamTypes());
    }
    if (pes != null) {
      line.append(String.format(
          " pes=%d packets=%d pts=%d", pes.declaredLength(), pes.packetCount(), pes.pts90k()));
      append(line, pes.pts90k() != pes.dts90k(), " dts=" + pes.dts90k());
      line.append(pes.isVideo() ? nalUnits(pes) : " adts=" + hex(pes.payload(), 7));
    } else if (packet.hasPayload()) {
      line.append(String.format(" crc=%08x", crc(packet.payload())));
    }
    return line.toString();
  }

  private static String nalUnits(TsPes pes) {
    return pes.nalUnits().stream()
        .map(unit ->
            String.format(" %s:%d:%08x", NAL_UNITS.get(unit[0] & 0x1F), unit.length, crc(unit)))
        .collect(Collectors.joining());
  }

  private static void append(StringBuilder line, boolean isPresent, String text) {
    if (isPresent) {
      line.append(text);
    }
  }

  private static String hex(byte[] bytes, int length) {
    return HexFormat.of().formatHex(bytes, 0, length);
  }

  private static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }
}
