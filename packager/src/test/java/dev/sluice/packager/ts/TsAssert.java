package dev.sluice.packager.ts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.packager.codec.NalSyntax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules that consecutive segments of one rendition keep (ISO/IEC 13818-1; RFC 8216 §3.2).
 *
 * <p>A discontinuity_indicator starts times anew; continuity counters go on all the same.
 */
public final class TsAssert {
  private static final long WRAP_90K = 1L << 33;
  private static final long MAX_PCR_INTERVAL_27M = 2_700_000;
  private static final int AUD = 9;
  private static final int HEVC_AUD = 35;
  private static final int HEVC = 0x24;
  private static final int ADTS = 0x0F;

  private final Map<Integer, Integer> counters = new HashMap<>();
  private final Map<Integer, Long> dts90k = new HashMap<>();
  private Map<Integer, Integer> streamTypes = Map.of();
  private int pmtVersion = -1;
  private long pcr27m = TsPacket.NO_PCR;

  private TsAssert() {}

  /** Checks segments that follow each other; returns them taken apart. */
  public static List<TsSegment> assertTs(byte[]... segments) {
    TsAssert state = new TsAssert();
    List<TsSegment> found = new ArrayList<>();
    for (byte[] bytes : segments) {
      TsSegment segment = TsSegment.read(bytes);
      state.check(segment);
      found.add(segment);
    }
    return found;
  }

  private void check(TsSegment segment) {
    assertThat(segment.pmtVersion() != pmtVersion)
        .as("version_number changes if and only if the streams do")
        .isEqualTo(!segment.streamTypes().equals(streamTypes));
    pmtVersion = segment.pmtVersion();
    streamTypes = segment.streamTypes();
    Map<TsPacket, TsPes> starts = new HashMap<>();
    segment.pes().forEach(pes -> starts.put(pes.first(), pes));
    for (TsPacket packet : segment.packets()) {
      checkCounter(packet);
      checkClock(packet, segment.pcrPid());
      if (starts.containsKey(packet)) {
        checkTimes(starts.get(packet));
      }
    }
    checkVideo(segment);
    segment.audio().forEach(this::checkAudio);
  }

  private void checkCounter(TsPacket packet) {
    Integer last = counters.put(packet.pid(), packet.counter());
    if (last != null) {
      int expected = packet.hasPayload() ? last + 1 & 0xF : last;
      assertThat(packet.counter())
          .as("continuity_counter of packet %s, PID %#x", packet.index(), packet.pid())
          .isEqualTo(expected);
    }
  }

  private void checkClock(TsPacket packet, int pcrPid) {
    if (packet.has(TsPacketWriter.DISCONTINUITY)) {
      pcr27m = TsPacket.NO_PCR;
      dts90k.clear();
    }
    if (packet.pcr27m() == TsPacket.NO_PCR) {
      return;
    }
    assertThat(packet.pid()).as("PID of the PCR in packet %s", packet.index()).isEqualTo(pcrPid);
    if (pcr27m != TsPacket.NO_PCR) {
      assertThat(Math.floorMod(packet.pcr27m() - pcr27m, WRAP_90K * 300))
          .as("27 MHz ticks from PCR to PCR at packet %s", packet.index())
          .isBetween(0L, MAX_PCR_INTERVAL_27M);
    }
    pcr27m = packet.pcr27m();
  }

  private void checkTimes(TsPes pes) {
    int index = pes.first().index();
    assertThat(difference(pes.pts90k(), pes.dts90k()))
        .as("PTS - DTS at packet %s", index)
        .isNotNegative();
    assertThat(pcr27m).as("a PCR before packet %s", index).isNotEqualTo(TsPacket.NO_PCR);
    assertThat(difference(pes.dts90k(), pcr27m / 300))
        .as("DTS - PCR at packet %s", index)
        .isNotNegative();
    Long last = dts90k.put(pes.first().pid(), pes.dts90k());
    if (last != null) {
      assertThat(difference(pes.dts90k(), last))
          .as("DTS step at packet %s", index)
          .isPositive();
    }
  }

  private static void checkVideo(TsSegment segment) {
    boolean isHevc = segment.streamTypes().containsValue(HEVC);
    NalSyntax syntax = isHevc ? NalSyntax.HEVC : NalSyntax.AVC;
    int delimiter = isHevc ? HEVC_AUD : AUD;
    List<TsPes> video = segment.video();
    for (TsPes pes : video) {
      List<Integer> types = types(pes, syntax);
      assertThat(types).as("NAL units at packet %s", pes.first().index()).startsWith(delimiter);
      assertThat(types).as("delimiters").containsOnlyOnce(delimiter);
      assertThat(pes.first().has(TsPacketWriter.RANDOM_ACCESS)
              || types.stream().noneMatch(syntax::isRandomAccess))
          .as("random_access_indicator at packet %s", pes.first().index())
          .isTrue();
      assertThat(pes.first().pcr27m()).as("PCR of a picture").isNotEqualTo(TsPacket.NO_PCR);
    }
    if (!video.isEmpty()) {
      List<Integer> types = types(video.get(0), syntax);
      assertThat(types)
          .as("first picture")
          .containsSubsequence(Arrays.stream(syntax.parameterSetTypes()).boxed().toList());
      assertThat(types).as("first picture").last().matches(syntax::isRandomAccess);
    }
  }

  private static List<Integer> types(TsPes pes, NalSyntax syntax) {
    return pes.nalUnits().stream().map(nalUnit -> syntax.type(nalUnit[0])).toList();
  }

  private void checkAudio(TsPes pes) {
    if (streamTypes.get(pes.first().pid()) == ADTS) {
      Octets octets = new Octets(pes.payload(), 0, pes.payload().length);
      assertThat(octets.next(2)).as("ADTS syncword, no CRC").isEqualTo(0xFFF1);
      octets.next(1);
      assertThat(octets.next(3) >> 5 & 0x1FFF)
          .as("aac_frame_length")
          .isEqualTo(pes.payload().length);
    }
  }

  private static long difference(long later90k, long earlier90k) {
    return Math.floorMod(later90k - earlier90k + WRAP_90K / 2, WRAP_90K) - WRAP_90K / 2;
  }
}
