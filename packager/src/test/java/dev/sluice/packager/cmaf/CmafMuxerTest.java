package dev.sluice.packager.cmaf;

import static dev.sluice.packager.cmaf.CmafAssert.assertCmaf;
import static dev.sluice.packager.cmaf.MuxedTrack.REGION_LENGTH;
import static dev.sluice.packager.codec.SyntheticAvc.AUD;
import static dev.sluice.packager.codec.SyntheticAvc.PPS;
import static dev.sluice.packager.codec.SyntheticAvc.SEI;
import static dev.sluice.packager.codec.SyntheticAvc.accessUnit;
import static dev.sluice.packager.codec.SyntheticAvc.avcc;
import static dev.sluice.packager.codec.SyntheticAvc.format;
import static dev.sluice.packager.codec.SyntheticAvc.idr;
import static dev.sluice.packager.codec.SyntheticAvc.slice;
import static dev.sluice.packager.codec.SyntheticAvc.sps;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.packager.Goldens;
import dev.sluice.packager.Timeline;
import dev.sluice.packager.cmaf.Chunk.Sample;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AvcConfiguration;
import dev.sluice.packager.codec.SyntheticAv1;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NativeMemoryExtension.class)
class CmafMuxerTest {
  private static final byte[] SPS = sps(1280, 720);
  private static final byte[] OTHER_PPS = {0x68, (byte) 0xCE, 0x3C, (byte) 0x81};
  private static final byte[] FILLER = {0x0C, (byte) 0xFF, (byte) 0x80};

  private MuxedTrack track = new MuxedTrack(CmafMuxer.of(format(1280, 720)));

  @AfterEach
  void closeStore() {
    track.close();
  }

  @Test
  void shouldGiveAKeyFrameOfAv1TheSequenceHeaderThatItLacks() {
    replace(CmafMuxer.of(SyntheticAv1.format()));
    byte[] key = SyntheticAv1.key(40);
    byte[] whole = SyntheticAv1.join(SyntheticAv1.SEQUENCE_HEADER, key);

    track.add(0, 0, true, SyntheticAv1.join(SyntheticAv1.DELIMITER, key, SyntheticAv1.PADDING));
    track.add(3_000, 3_000, true, whole);
    track.add(6_000, 6_000, false, SyntheticAv1.inter(30));
    int empty = track.add(9_000, 9_000, false, SyntheticAv1.DELIMITER);
    track.write(9_000);

    assertThat(empty).isEqualTo(CmafMuxer.MALFORMED);
    assertThat(samples(assertCmaf(track.finishChunks())))
        .extracting(Sample::bytes)
        .containsExactly(whole, whole, SyntheticAv1.inter(30));
  }

  @Test
  void shouldWriteChunksOfBFramesAsTheGoldenSays() {
    add(6_006, 0, true, idr(40));
    add(15_015, 3_003, false, slice(30));
    track.write(6_006, /* isSegmentStart= */ true);
    add(9_009, 6_006, false, slice(20));
    add(12_012, 9_009, false, slice(10));
    track.write(12_012);

    StringBuilder text = new StringBuilder();
    assertCmaf(track.finishChunks()).forEach(chunk -> append(text, chunk));
    Goldens.assertGolden(getClass(), "chunks-bframes.txt", text.toString());
  }

  @Test
  void shouldAddNoFieldOfASampleThatAllShare() {
    add(0, 0, true, idr(9));
    add(3_000, 3_000, false, slice(9));
    track.write(6_000);
    add(6_000, 6_000, false, slice(9));
    track.write(9_000);

    List<Chunk> chunks = assertCmaf(track.finishChunks());
    assertThat(chunks).extracting(Chunk::runFlags).containsExactly(0x205, 0x201);
    assertThat(samples(chunks)).extracting(Sample::duration).containsOnly(3_000);
    assertThat(samples(chunks)).extracting(Sample::isSync).containsExactly(true, false, false);
  }

  @Test
  void shouldFlagEverySampleWhenTheRandomAccessPointIsNotTheFirst() {
    add(0, 0, false, slice(9));
    add(3_000, 3_000, true, idr(9));
    add(6_000, 6_000, false, slice(9));
    track.write(9_000);

    List<Chunk> chunks = assertCmaf(track.finishChunks());
    assertThat(chunks.get(0).runFlags()).isEqualTo(0x601);
    assertThat(samples(chunks)).extracting(Sample::isSync).containsExactly(false, true, false);
    assertThat(samples(chunks).get(1).flags()).isEqualTo(0x0200_0000);
  }

  @Test
  void shouldGoOnWithoutGapWhenAChunkEndedEarlierThanTheNextUnitSays() {
    add(3_000, 0, true, idr(9));
    track.write(2_000);
    add(6_000, 3_000, false, slice(9));
    add(9_000, 6_000, false, slice(9));
    track.write(9_000);

    List<Sample> samples = samples(assertCmaf(track.finishChunks()));
    assertThat(samples).extracting(Sample::decodeTime).containsExactly(0L, 2_000L, 6_000L);
    assertThat(samples).extracting(Sample::compositionTime).containsExactly(3_000L, 6_000L, 9_000L);
    assertThat(track.muxer.nextDecodeTime()).isEqualTo(9_000);
  }

  @Test
  void shouldKeepPresentationTimesThoughTfdtHasNoSign() {
    add(0, -6_000, true, idr(9));
    add(9_000, -3_000, false, slice(9));
    add(3_000, 0, false, slice(9));
    track.write(3_000);

    List<Sample> samples = samples(assertCmaf(track.finishChunks()));
    assertThat(samples).extracting(Sample::decodeTime).containsExactly(0L, 1L, 2L);
    assertThat(samples).extracting(Sample::compositionTime).containsExactly(0L, 9_000L, 3_000L);
  }

  @Test
  void shouldNotWrapAfter33Bits() {
    long start90k = (1L << 33) - 3_000;
    add(start90k, start90k, true, idr(9));
    add(start90k + 3_000, start90k + 3_000, false, slice(9));
    track.write(start90k + 6_000);

    assertThat(samples(assertCmaf(track.finishChunks())))
        .extracting(Sample::decodeTime)
        .containsExactly(start90k, 1L << 33);
  }

  @Test
  void shouldBeginAnewOnAnotherTimelineWithSequenceNumbersThatGoOn() {
    add(90_000, 90_000, true, idr(9));
    track.write(93_000);
    track.muxer.begin(new Timeline(1, 1_700_000_060_000L, 0));
    add(0, 0, true, idr(9));
    track.write(3_000);

    List<Chunk> chunks = track.finishChunks().stream().map(Chunk::read).toList();
    assertThat(chunks).extracting(Chunk::sequence).containsExactly(1L, 2L);
    assertThat(chunks).extracting(Chunk::decodeTime).containsExactly(90_000L, 0L);
    assertThat(chunks.get(1).ntpTime() - chunks.get(0).ntpTime()).isEqualTo(59L << 32);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldLeaveOutWhatTheConfigurationHasAndWritePrefixesOfFourBytes(int lengthSize) {
    replace(CmafMuxer.of(AvcConfiguration.parse(avcc(lengthSize, SPS, PPS))));
    byte[] unit = accessUnit(lengthSize, AUD, SPS, PPS, OTHER_PPS, SEI, idr(40), FILLER);
    byte[] expected = accessUnit(4, OTHER_PPS, SEI, idr(40));

    int length = track.add(0, 0, /* isRandomAccess= */ true, unit);
    track.write(3_000);

    assertThat(length).isEqualTo(expected.length);
    assertThat(samples(assertCmaf(track.finishChunks())).get(0).bytes()).isEqualTo(expected);
  }

  @Test
  void shouldRefuseUnitsThatAreCutShortOrHaveNoPicture() {
    byte[] unit = accessUnit(4, SEI, idr(40));
    for (int length = 1; length < unit.length; length++) {
      byte[] cut = Arrays.copyOf(unit, length);
      assertThat(track.add(0, 0, true, cut))
          .as("of %s bytes", length)
          .isEqualTo(CmafMuxer.MALFORMED);
    }

    assertThat(add(0, 0, true, AUD, SPS, PPS)).isEqualTo(CmafMuxer.MALFORMED);
    assertThat(track.muxer.unitCount()).isZero();
    assertThat(track.releaseCounts()).containsOnly(1);
  }

  @Test
  void shouldRefuseAndReleaseWhatAChunkHasNoRoomFor() {
    for (int i = 0; i < CmafMuxer.MAX_UNITS; i++) {
      assertThat(add(3_000L * i, 3_000L * i, i == 0, idr(5))).isEqualTo(9);
    }
    long next90k = 3_000L * CmafMuxer.MAX_UNITS;

    assertThat(add(next90k, next90k, false, slice(5))).isEqualTo(CmafMuxer.FULL);
    assertThat(track.releaseCounts()).endsWith(0, 1);
    assertThat(track.write(next90k)).isPositive();
    assertThat(track.muxer.unitCount()).isZero();
    assertThat(track.releaseCounts()).containsOnly(1);
  }

  @Test
  void shouldReleaseWhatIsGivenUpAndGoOn() {
    add(0, 0, true, idr(9));
    track.write(3_000);
    add(3_000, 3_000, false, slice(9));
    track.muxer.abort();
    add(9_000, 9_000, true, idr(9));
    track.write(12_000);

    List<Sample> samples = samples(assertCmaf(track.finishChunks()));
    assertThat(samples).extracting(Sample::decodeTime).containsExactly(0L, 3_000L);
    assertThat(samples).extracting(Sample::compositionTime).containsExactly(0L, 9_000L);
  }

  @Test
  void shouldWriteChunksThatAreLongerThanASlab() {
    byte[] large = accessUnit(4, idr(2 * REGION_LENGTH + 4_711));
    track.add(0, 0, true, large);
    byte[] small = accessUnit(4, slice(999));
    track.add(3_000, 3_000, false, small);

    int written = track.write(6_000, /* isSegmentStart= */ true);

    assertThat((long) written).isEqualTo(track.length());
    assertThat(samples(assertCmaf(track.finishChunks())))
        .extracting(Sample::bytes)
        .containsExactly(large, small);
  }

  @Test
  void shouldLeaveAFreeBoxWhereSlabsRanOutAndWriteTheChunkElsewhere() {
    replace(CmafMuxer.of(format(1280, 720)), 2 * REGION_LENGTH, 8 * REGION_LENGTH);
    add(0, 0, true, idr(9));
    track.write(3_000);
    add(3_000, 3_000, false, slice(2 * REGION_LENGTH));

    int result = track.write(6_000);

    assertThat(result).isEqualTo(CmafMuxer.EXHAUSTED);
    assertThat(track.releaseCounts()).containsExactly(1, 0);
    assertThat(Box.read(track.finish()).stream().map(Box::type))
        .containsExactly("prft", "moof", "mdat", "free");
  }

  @Test
  void shouldWriteNothingWhereTheObjectWouldBeTooLarge() {
    replace(CmafMuxer.of(format(1280, 720)), 8 * REGION_LENGTH, 2_000);
    add(0, 0, true, idr(1_000));
    track.write(3_000);
    long length = track.length();
    add(3_000, 3_000, false, slice(1_000));

    assertThat(track.write(6_000)).isEqualTo(CmafMuxer.TOO_LARGE);
    assertThat(track.length()).isEqualTo(length);
    assertThat(track.muxer.unitCount()).isEqualTo(1);
  }

  @Test
  void shouldForeseeTheMostThatAChunkTakes() {
    for (int unit = 0; unit < 8; unit++) {
      long time90k = 3_000L * unit + unit % 2;
      long foreseen = track.muxer.maxLengthWith(new CountedPayload(accessUnit(4, idr(100))));
      add(time90k + 3_000 * (unit % 3), time90k, unit % 4 == 1, idr(100));
      if (unit == 7) {
        assertThat((long) track.write(24_000, /* isSegmentStart= */ true))
            .isBetween(foreseen - Integer.BYTES, foreseen);
      }
    }
  }

  @Test
  void shouldKeepAudioOnItsGridAndStretchTheFrameBeforeAHole() {
    replace(CmafMuxer.of(AacConfiguration.parse(new byte[] {0x11, (byte) 0x90})));
    track.addAudio(45, new byte[] {1});
    track.addAudio(1_890, new byte[] {2});
    track.write(3_870);
    track.addAudio(3_870, new byte[] {3});
    track.write(9_600);
    track.addAudio(9_600, new byte[] {4});
    track.write(11_520);

    List<Chunk> chunks = assertCmaf(track.finishChunks());
    assertThat(samples(chunks))
        .extracting(Sample::decodeTime)
        .containsExactly(24L, 24L + 1_024, 24L + 2_048, 5_120L);
    assertThat(samples(chunks)).allMatch(sample -> sample.compositionOffset() == 0);
    assertThat(chunks).extracting(Chunk::runFlags).containsExactly(0x201, 0x201, 0x201);
  }

  @Test
  void shouldTellTheWallClockOfTheFirstSample() {
    replace(CmafMuxer.of(AacConfiguration.parse(new byte[] {0x11, (byte) 0x90})));
    track.addAudio(45_000, new byte[] {1});
    track.write(46_920);

    Chunk chunk = assertCmaf(track.finishChunks()).get(0);
    assertThat(chunk.referenceTime()).isEqualTo(24_000);
    assertThat(chunk.ntpTime() >>> 32).isEqualTo(1_700_000_000L + 2_208_988_800L);
    assertThat(chunk.ntpTime() & 0xFFFF_FFFFL).isEqualTo(0x8000_0000L);
  }

  @Test
  void shouldBeginSegmentsWithTheirBrands() {
    add(0, 0, true, idr(9));
    track.write(3_000, /* isSegmentStart= */ true);

    Box styp = Box.read(track.finish()).get(0);
    assertThat(styp.type()).isEqualTo("styp");
    assertThat(new String(styp.contents(), US_ASCII)).contains("cmfs", "cmfl", "cmfc");
  }

  @Test
  void shouldInsistOnTheOrderOfCalls() {
    CmafMuxer muxer = CmafMuxer.of(format(1280, 720));
    CountedPayload payload = new CountedPayload(accessUnit(4, idr(9)));

    assertThatThrownBy(() -> muxer.add(0, 0, true, payload))
        .isInstanceOf(IllegalStateException.class);
    assertThat(payload.releaseCount()).isEqualTo(1);
    assertThatThrownBy(() -> track.write(0)).isInstanceOf(IllegalStateException.class);
    add(0, 0, true, idr(9));
    assertThatThrownBy(() -> track.muxer.begin(MuxedTrack.TIMELINE))
        .isInstanceOf(IllegalStateException.class);
  }

  private int add(long pts90k, long dts90k, boolean isRandomAccess, byte[]... nalUnits) {
    return track.add(pts90k, dts90k, isRandomAccess, accessUnit(4, nalUnits));
  }

  private void replace(CmafMuxer muxer) {
    track.close();
    track = new MuxedTrack(muxer);
  }

  private void replace(CmafMuxer muxer, long hotCapacity, int maxObjectSize) {
    track.close();
    track = new MuxedTrack(muxer, hotCapacity, maxObjectSize);
  }

  private static List<Sample> samples(List<Chunk> chunks) {
    return chunks.stream().flatMap(chunk -> chunk.samples().stream()).toList();
  }

  private static void append(StringBuilder text, Chunk chunk) {
    text.append(String.format(
        "%s sequence=%d ntp=%016x time=%d run=%03x%n",
        chunk.boxes(), chunk.sequence(), chunk.ntpTime(), chunk.referenceTime(), chunk.runFlags()));
    for (Sample sample : chunk.samples()) {
      text.append(String.format(
          "  dts=%d duration=%d cts=%d flags=%08x nal=%02x length=%d%n",
          sample.decodeTime(),
          sample.duration(),
          sample.compositionOffset(),
          sample.flags(),
          ByteBuffer.wrap(sample.bytes()).get(4),
          sample.bytes().length));
    }
  }
}
