package dev.sluice.packager.ts;

import static dev.sluice.packager.codec.SyntheticAvc.AUD;
import static dev.sluice.packager.codec.SyntheticAvc.PPS;
import static dev.sluice.packager.codec.SyntheticAvc.SEI;
import static dev.sluice.packager.codec.SyntheticAvc.accessUnit;
import static dev.sluice.packager.codec.SyntheticAvc.avcc;
import static dev.sluice.packager.codec.SyntheticAvc.idr;
import static dev.sluice.packager.codec.SyntheticAvc.slice;
import static dev.sluice.packager.codec.SyntheticAvc.sps;
import static dev.sluice.packager.ts.TsAssert.assertTs;
import static dev.sluice.packager.ts.TsMuxer.DECODER_DELAY_90K;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.packager.Goldens;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.AvcConfiguration;
import dev.sluice.packager.codec.MpegAudioHeader;
import dev.sluice.packager.codec.SyntheticAvc;
import dev.sluice.packager.codec.SyntheticHevc;
import dev.sluice.packager.codec.VideoFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NativeMemoryExtension.class)
class TsMuxerTest {
  private static final int FRAME_90K = 3_000;
  private static final int AUDIO_FRAME_90K = 1_920;
  private static final VideoFormat VIDEO = SyntheticAvc.format(1280, 720);
  private static final AudioFormat AUDIO = AacConfiguration.parse(new byte[] {0x11, (byte) 0x90});

  private final MuxedSegments segments = new MuxedSegments();

  @AfterEach
  void closeStore() {
    segments.close();
  }

  @Test
  void shouldWriteTheSegmentsOfTheGolden() {
    tracks(VIDEO, AUDIO);
    for (int segment = 0; segment < 2; segment++) {
      segments.begin();
      long start90k = segment * 4L * FRAME_90K;
      video(start90k + 2 * FRAME_90K, start90k, true, SEI, idr(1000));
      segments.audio(start90k, slice(341));
      video(start90k + 4 * FRAME_90K, start90k + FRAME_90K, false, slice(184));
      video(start90k + 3 * FRAME_90K, start90k + 3 * FRAME_90K, false, AUD, slice(20), slice(21));
      segments.audio(start90k + AUDIO_FRAME_90K, slice(155));
    }

    Goldens.assertGolden(
        TsMuxerTest.class, "video-audio.txt", TsText.of(assertTs(segments.finish())));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldTurnLengthPrefixesIntoStartCodes(int lengthSize) {
    VideoFormat format = AvcConfiguration.parse(avcc(lengthSize, sps(64, 64), PPS));
    tracks(format, null);
    segments.begin();
    segments.video(0, 0, true, accessUnit(lengthSize, SEI, idr(200), idr(90)));

    assertThat(onlyPicture().nalUnits())
        .containsExactly(new byte[] {9, (byte) 0xF0}, sps(64, 64), PPS, SEI, idr(200), idr(90));
  }

  @Test
  void shouldKeepTheParameterSetsThatTheSourceSends() {
    tracks(VIDEO, null);
    segments.begin();
    video(0, 0, true, AUD, sps(64, 64), PPS, SEI, idr(50));

    assertThat(onlyPicture().nalUnits())
        .containsExactly(new byte[] {9, (byte) 0xF0}, sps(64, 64), PPS, SEI, idr(50));
  }

  @Test
  void shouldAddThePpsAfterAnSpsThatComesAlone() {
    tracks(VIDEO, null);
    segments.begin();
    video(0, 0, true, sps(64, 64), SEI, idr(50), idr(51));

    assertThat(onlyPicture().nalUnitTypes()).containsExactly(9, 7, 6, 8, 5, 5);
  }

  @Test
  void shouldAddTheSpsBeforeAPpsThatComesAlone() {
    tracks(VIDEO, null);
    segments.begin();
    video(0, 0, true, PPS, idr(50));

    assertThat(onlyPicture().nalUnitTypes()).containsExactly(9, 7, 8, 5);
  }

  @Test
  void shouldAddTheParameterSetsThatHevcLacksInTheirOrder() {
    tracks(SyntheticHevc.format(), null);
    segments.begin();
    byte[] idr = SyntheticHevc.idr(50);
    video(0, 0, true, SyntheticHevc.AUD, idr);
    video(3_000, 3_000, true, SyntheticHevc.SPS, idr);
    video(6_000, 6_000, true, SyntheticHevc.VPS, SyntheticHevc.SPS, SyntheticHevc.PPS, idr);
    video(9_000, 9_000, false, SyntheticHevc.slice(20));

    TsSegment segment = assertTs(segments.finish()).get(0);

    assertThat(segment.streamTypes()).containsEntry(ProgramTables.VIDEO_PID, 0x24);
    byte[][] whole = {
      SyntheticHevc.AUD, SyntheticHevc.VPS, SyntheticHevc.SPS, SyntheticHevc.PPS, idr
    };
    for (TsPes pes : segment.video().subList(0, 3)) {
      assertThat(pes.nalUnits()).containsExactly(whole);
    }
    assertThat(segment.video().get(3).nalUnits())
        .containsExactly(SyntheticHevc.AUD, SyntheticHevc.slice(20));
  }

  @Test
  void shouldStuffAccessUnitsOfEveryLength() {
    tracks(VIDEO, AUDIO);
    segments.begin();
    for (int length = 1; length < 600; length++) {
      video(
          length * (long) FRAME_90K,
          length * (long) FRAME_90K,
          length == 1,
          length == 1 ? idr(9) : slice(length));
      segments.audio(length * (long) FRAME_90K, slice(length));
    }

    List<TsPes> audio = assertTs(segments.finish()).get(0).audio();

    assertThat(audio).hasSize(599);
    assertThat(audio.get(598).packetCount()).isEqualTo((14 + 7 + 599 + 183) / 184);
  }

  @Test
  void shouldLeaveThePesLengthOpenOnlyWhenItIsTooLong() {
    tracks(VIDEO, null);
    segments.begin();
    video(0, 0, true, idr(65_000));
    video(FRAME_90K, FRAME_90K, false, slice(66_000));

    List<TsPes> video = assertTs(segments.finish()).get(0).video();

    assertThat(video).extracting(TsPes::declaredLength).satisfies(lengths -> {
      assertThat(lengths.get(0)).isGreaterThan(65_000);
      assertThat(lengths.get(1)).isZero();
    });
  }

  @Test
  void shouldSpreadAnAccessUnitThatIsLongerThanASlab() {
    tracks(VIDEO, null);
    segments.begin();
    int length = video(0, 0, true, idr(3 * MuxedSegments.REGION_LENGTH));
    video(FRAME_90K, FRAME_90K, false, slice(100));

    assertThat(length)
        .isEqualTo(assertTs(segments.finish()).get(0).video().get(0).packetCount() * 188);
  }

  @Test
  void shouldWriteNothingOfAMalformedAccessUnit() {
    tracks(VIDEO, AUDIO);
    segments.begin();
    long before = segments.length();

    assertThat(segments.video(0, 0, true, new byte[] {0, 0, 0, 9, 0x65}))
        .isEqualTo(TsMuxer.MALFORMED);
    assertThat(video(0, 0, false, AUD, SEI)).isEqualTo(TsMuxer.MALFORMED);
    assertThat(segments.video(0, 0, true, new byte[0])).isEqualTo(TsMuxer.MALFORMED);
    assertThat(segments.audio(0, new byte[0])).isEqualTo(TsMuxer.MALFORMED);
    assertThat(segments.audio(0, new byte[0x1FFF - 6])).isEqualTo(TsMuxer.MALFORMED);
    assertThat(segments.length()).isEqualTo(before);
  }

  @Test
  void shouldStayWellFormedWhenTheObjectIsFull() {
    try (MuxedSegments small = new MuxedSegments(MuxedSegments.REGION_LENGTH, 2_000)) {
      small.muxer.tracks(Optional.of(VIDEO), Optional.empty());
      small.begin();
      small.video(0, 0, true, accessUnit(4, idr(500)));

      assertThat(small.video(FRAME_90K, FRAME_90K, false, accessUnit(4, slice(1000))))
          .isEqualTo(TsMuxer.TOO_LARGE);
      assertThat(small.begin()).isEqualTo(376);
      small.video(FRAME_90K, FRAME_90K, true, accessUnit(4, idr(500)));
      assertTs(small.finish());
    }
  }

  @Test
  void shouldSayThatAnAccessUnitIsTornWhenSlabsRunOutWithinIt() {
    try (MuxedSegments small = new MuxedSegments(2 * MuxedSegments.REGION_LENGTH, 10_000_000)) {
      small.muxer.tracks(Optional.of(VIDEO), Optional.empty());
      assertThat(small.begin()).isEqualTo(376);

      assertThat(small.video(0, 0, true, accessUnit(4, idr(600_000)))).isEqualTo(TsMuxer.TORN);
      assertThat(small.video(0, 0, true, accessUnit(4, idr(600_000)))).isEqualTo(TsMuxer.EXHAUSTED);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3_000, 9_000, 9_001, 18_000, 90_000})
  void shouldKeepClockReferencesWithin100MsAtAnyFrameRate(int frame90k) {
    tracks(VIDEO, null);
    for (int i = 0; i < 12; i++) {
      if (i % 4 == 0) {
        segments.begin();
      }
      video((long) i * frame90k, (long) i * frame90k, i % 4 == 0, i % 4 == 0 ? idr(30) : slice(30));
    }

    assertThat(assertTs(segments.finish()).get(2).video()).hasSize(4);
  }

  @Test
  void shouldLetAudioDriveTheClockWhileVideoIsMissing() {
    tracks(VIDEO, AUDIO);
    segments.begin();
    video(0, 0, true, idr(30));
    for (int i = 0; i < 100; i++) {
      segments.audio((long) i * AUDIO_FRAME_90K, slice(300));
    }
    video(99 * AUDIO_FRAME_90K, 99 * AUDIO_FRAME_90K, false, slice(30));

    List<TsPacket> packets = assertTs(segments.finish()).get(0).packets();

    assertThat(packets.subList(3, 180))
        .filteredOn(packet -> !packet.hasPayload())
        .hasSizeGreaterThan(10);
  }

  @Test
  void shouldGiveAudioAClockWhenItComesBeforeVideo() {
    tracks(VIDEO, AUDIO);
    segments.begin();
    segments.audio(10_000, slice(300));
    video(9_000, 9_000, true, idr(30));

    assertThat(assertTs(segments.finish()).get(0).packets().get(2).pcr27m()).isZero();
  }

  @Test
  void shouldGiveEachSegmentAClockAheadOfItsMedia() {
    tracks(VIDEO, AUDIO);
    segments.begin();
    video(0, 0, true, idr(30));
    segments.begin();
    segments.audio(1_920, slice(300));
    video(3_000, 3_000, true, idr(30));

    assertThat(assertTs(segments.finish()).get(1).packets().get(2).pcr27m())
        .isNotEqualTo(TsPacket.NO_PCR);
  }

  @Test
  void shouldCarryAudioAloneWithItsOwnClock() {
    tracks(null, AacConfiguration.parse(new byte[] {0x15, (byte) 0x88})); // 8 kHz: 128 ms a frame
    for (int i = 0; i < 20; i++) {
      if (i % 10 == 0) {
        segments.begin();
      }
      segments.audio(i * 11_520L, slice(100));
    }

    TsSegment segment = assertTs(segments.finish()).get(0);

    assertThat(segment.pcrPid()).isEqualTo(ProgramTables.AUDIO_PID);
    assertThat(segment.audio()).allMatch(pes -> pes.first().has(TsPacketWriter.RANDOM_ACCESS));
  }

  @Test
  void shouldCarryMp3Raw() {
    byte[] frame = slice(417);
    tracks(null, MpegAudioHeader.parse(0xFFFB9064));
    segments.begin();
    segments.audio(0, frame);
    tracks(null, MpegAudioHeader.parse(0xFFF38064));
    segments.begin();
    segments.audio(2_351, frame);

    List<TsSegment> found = assertTs(segments.finish());

    assertThat(found)
        .extracting(TsSegment::streamTypes)
        .extracting(types -> types.get(ProgramTables.AUDIO_PID))
        .containsExactly(0x03, 0x04);
    assertThat(found.get(0).audio().get(0).payload()).isEqualTo(frame);
  }

  @Test
  void shouldWrapTimesWithoutAMark() {
    tracks(VIDEO, AUDIO);
    long start90k = (1L << 33) - DECODER_DELAY_90K - 20 * FRAME_90K;
    for (int i = 0; i < 60; i++) {
      if (i % 15 == 0) {
        segments.begin();
      }
      long dts90k = start90k + (long) i * FRAME_90K;
      video(dts90k + 2 * FRAME_90K, dts90k, i % 15 == 0, i % 15 == 0 ? idr(30) : slice(30));
      segments.audio(dts90k, slice(200));
    }

    List<TsSegment> found = assertTs(segments.finish());

    assertThat(found)
        .flatExtracting(TsSegment::packets)
        .noneMatch(packet -> packet.has(TsPacketWriter.DISCONTINUITY));
    assertThat(found.get(3).video().get(14).pts90k()).isEqualTo(41 * FRAME_90K);
  }

  @Test
  void shouldMarkADiscontinuityOnceAndGoOnCounting() {
    tracks(VIDEO, AUDIO);
    for (long start90k : new long[] {900_000, 90_000, 93_000}) {
      segments.begin(start90k == 90_000);
      segments.audio(start90k, slice(100));
      video(start90k, start90k, true, idr(30));
    }

    List<TsSegment> found = assertTs(segments.finish());

    assertThat(found)
        .extracting(segment -> segment.packets().stream()
            .filter(packet -> packet.has(TsPacketWriter.DISCONTINUITY))
            .map(TsPacket::index)
            .toList())
        .containsExactly(List.of(), List.of(2), List.of());
  }

  @Test
  void shouldChangeTheVersionOfTheProgramMapOnlyWithItsStreams() {
    tracks(VIDEO, null);
    segments.begin();
    video(0, 0, true, idr(30));
    tracks(SyntheticAvc.format(640, 360), null);
    segments.begin();
    video(FRAME_90K, FRAME_90K, true, idr(30));
    tracks(VIDEO, AUDIO);
    segments.begin();
    video(2 * FRAME_90K, 2 * FRAME_90K, true, idr(30));

    assertThat(assertTs(segments.finish()))
        .extracting(TsSegment::pmtVersion)
        .containsExactly(0, 0, 1);
  }

  @Test
  void shouldSendTheParameterSetsOfTheFormatInForce() {
    tracks(VIDEO, null);
    tracks(SyntheticAvc.format(640, 360), null);
    segments.begin();
    video(0, 0, true, idr(30));

    assertThat(onlyPicture().nalUnits()).contains(sps(640, 360));
  }

  @Test
  void shouldRefuseATrackThatWasNotAnnounced() {
    assertThatThrownBy(() -> tracks(null, null)).isInstanceOf(IllegalArgumentException.class);
    tracks(VIDEO, null);
    segments.begin();

    assertThatThrownBy(() -> segments.audio(0, slice(9))).isInstanceOf(IllegalStateException.class);
  }

  private TsPes onlyPicture() {
    return assertTs(segments.finish()).get(0).video().get(0);
  }

  private void tracks(VideoFormat video, AudioFormat audio) {
    segments.muxer.tracks(Optional.ofNullable(video), Optional.ofNullable(audio));
  }

  private int video(long pts90k, long dts90k, boolean isRandomAccess, byte[]... nalUnits) {
    return segments.video(pts90k, dts90k, isRandomAccess, accessUnit(4, nalUnits));
  }
}
