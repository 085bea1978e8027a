package dev.sluice.packager.cmaf;

import static dev.sluice.packager.codec.SyntheticAvc.PPS;
import static dev.sluice.packager.codec.SyntheticAvc.avcc;
import static dev.sluice.packager.codec.SyntheticAvc.sps;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.packager.Goldens;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AvcConfiguration;
import dev.sluice.packager.codec.BitRates;
import dev.sluice.packager.codec.HevcConfiguration;
import dev.sluice.packager.codec.MpegAudioHeader;
import dev.sluice.packager.codec.OpusConfiguration;
import dev.sluice.packager.codec.SyntheticAv1;
import dev.sluice.packager.codec.SyntheticHevc;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class InitSegmentTest {
  private static final String HIGH_SPS_WITH_COLOUR =
      "67640028acd940780227e5c05a808080a0000003002000000781e30632c0";

  @Test
  void shouldSayNothingThatAvcDoesNotSay() {
    CmafMuxer muxer = CmafMuxer.of(AvcConfiguration.parse(avcc(4, sps(1280, 720), PPS)));

    assertGolden("init-avc.txt", muxer.initSegment());
    assertThat(muxer.codecs()).isEqualTo("avc1.4d401f");
    assertThat(muxer.timescale()).isEqualTo(90_000);
  }

  @Test
  void shouldSayColourAspectRatioAndBitRatesOfAvc() {
    byte[] sps = HexFormat.of().parseHex(HIGH_SPS_WITH_COLOUR);

    CmafMuxer muxer = CmafMuxer.of(AvcConfiguration.parse(avcc(4, sps, PPS))
        .with(new BitRates(312_500, 5_250_000, 2_500_000)));

    assertGolden("init-avc-colour.txt", muxer.initSegment());
  }

  @Test
  void shouldSayThatLengthPrefixesHaveFourBytesWhateverTheSourceHas() {
    byte[] source = avcc(2, sps(640, 360), PPS);

    byte[] init = CmafMuxer.of(AvcConfiguration.parse(source)).initSegment();

    Box stsd = Box.only(Box.read(init), "moov").at("trak", "mdia", "minf", "stbl", "stsd");
    Box avcC = Box.only(Box.only(stsd.readAfter(8), "avc1").readAfter(78), "avcC");
    assertThat(avcC.contents()).isEqualTo(avcc(4, sps(640, 360), PPS));
  }

  @Test
  void shouldDescribeHevcOfHighDynamicRange() {
    CmafMuxer muxer = CmafMuxer.of(HevcConfiguration.parse(SyntheticHevc.HDR_RECORD));

    assertGolden("init-hevc.txt", muxer.initSegment());
    assertThat(muxer.codecs()).isEqualTo("hvc1.2.4.L120.90");
  }

  @Test
  void shouldDescribeAv1() {
    CmafMuxer muxer = CmafMuxer.of(SyntheticAv1.format());

    assertGolden("init-av1.txt", muxer.initSegment());
    assertThat(muxer.codecs()).isEqualTo("av01.0.00M.08");
  }

  @Test
  void shouldDescribeOpus() {
    byte[] head = HexFormat.of().parseHex("4f707573486561640102380180bb0000000000");

    CmafMuxer muxer = CmafMuxer.of(OpusConfiguration.parse(head, 960));

    assertGolden("init-opus.txt", muxer.initSegment());
    assertThat(muxer.codecs()).isEqualTo("opus");
    assertThat(muxer.timescale()).isEqualTo(48_000);
  }

  @Test
  void shouldDescribeAac() {
    CmafMuxer muxer = CmafMuxer.of(AacConfiguration.parse(new byte[] {0x12, 0x10})
        .with(new BitRates(1_536, 540_672, 128_000)));

    assertGolden("init-aac.txt", muxer.initSegment());
    assertThat(muxer.codecs()).isEqualTo("mp4a.40.2");
    assertThat(muxer.timescale()).isEqualTo(44_100);
  }

  @Test
  void shouldLeaveARateThatTheEntryHasNoRoomForToTheDecoder() {
    byte[] init = CmafMuxer.of(AacConfiguration.parse(new byte[] {0x10, 0x10})).initSegment();

    Box moov = Box.only(Box.read(init), "moov");
    Box mp4a = Box.only(moov.at("trak", "mdia", "minf", "stbl", "stsd").readAfter(8), "mp4a");
    assertThat(moov.at("trak", "mdia", "mdhd").buffer().getInt(12)).isEqualTo(96_000);
    assertThat(mp4a.buffer().getInt(24)).isZero();
  }

  @Test
  void shouldDescribeMp3ByItsObjectType() {
    CmafMuxer mpeg1 = CmafMuxer.of(MpegAudioHeader.parse(0xFFFB9044));
    CmafMuxer mpeg2 = CmafMuxer.of(MpegAudioHeader.parse(0xFFF39044));

    assertGolden("init-mp3.txt", mpeg1.initSegment());
    assertThat(List.of(mpeg1.codecs(), mpeg2.codecs())).containsExactly("mp4a.6B", "mp4a.69");
    assertThat(mpeg2.timescale()).isEqualTo(22_050);
  }

  private static void assertGolden(String name, byte[] init) {
    Goldens.assertGolden(InitSegmentTest.class, name, Box.text(Box.read(init)));
  }
}
