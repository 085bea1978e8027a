package dev.sluice.packager.hls;

import static dev.sluice.packager.Goldens.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.live.SegmentEntry;
import io.lindstrom.m3u8.model.MediaPlaylist;
import io.lindstrom.m3u8.parser.MediaPlaylistParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LowLatencyTextTest {
  private static final long EPOCH_MS = 1_763_696_640_007L;
  private static final long SEGMENT_90K = 180_000;
  private static final LowLatencyRules RULES =
      new LowLatencyRules(/* targetDurationSeconds= */ 2, /* partTarget90k= */ 18_090);
  private static final List<RenditionReport> REPORTS = List.of(
      new RenditionReport("cmaf_480p30.m3u8", 1_010, 1),
      new RenditionReport("cmaf_audio.m3u8", 1_009, 10));

  @Test
  void shouldWriteAPlaylistLineByLine() {
    assertGolden(getClass(), "low-latency.m3u8", LowLatencyText.of(live(10)));
  }

  @Test
  void shouldWriteADeltaUpdateLineByLine() {
    assertGolden(getClass(), "low-latency-delta.m3u8", LowLatencyText.deltaOf(live(10)));
  }

  @Test
  void shouldSkipOnlyWhatLiesBeyondTheSkipBoundary() {
    assertThat(live(6).skippableCount()).isZero();
    assertThat(live(7).skippableCount()).isEqualTo(1);
    assertThat(live(10).skippableCount()).isEqualTo(4);
    assertThat(ended().skippableCount()).isZero();
  }

  @Test
  void shouldHintAtTheNextSegmentBeforeItsFirstPart() {
    String text = LowLatencyText.of(snapshot(10, Optional.of(growing(List.of()))));

    assertThat(text).contains("""
            cmaf_720p30_01009.m4s
            #EXT-X-PRELOAD-HINT:TYPE=PART,URI="cmaf_720p30_01010.m4s",BYTERANGE-START=0
            """);
  }

  @Test
  void shouldEndWithoutAHint() {
    assertThat(LowLatencyText.of(ended()))
        .endsWith("cmaf_720p30_01009.m4s\n#EXT-X-ENDLIST\n")
        .doesNotContain("PRELOAD-HINT", "RENDITION-REPORT");
  }

  @Test
  void shouldSayAgainWhichInitSegmentIsInForceWhereItChanges() {
    List<PartedSegment> segments = new ArrayList<>(live(10).segments());
    segments.set(
        9, new PartedSegment(segments.get(9).entry(), "cmaf_720p30_init_1.mp4", 0, 0, List.of()));
    LowLatencySnapshot changed =
        new LowLatencySnapshot(RULES, true, 0, segments, Optional.empty(), List.of());

    assertThat(LowLatencyText.of(changed))
        .containsOnlyOnce("#EXT-X-MAP:URI=\"cmaf_720p30_init_0.mp4\"\n")
        .containsOnlyOnce("#EXT-X-MAP:URI=\"cmaf_720p30_init_1.mp4\"\n");
  }

  @Test
  void shouldBeReadAlikeByAnotherReader() throws Exception {
    MediaPlaylist media = new MediaPlaylistParser().readPlaylist(LowLatencyText.of(live(10)));

    assertThat(media.partialSegmentInformation().orElseThrow().partTargetDuration())
        .isEqualTo(0.201);
    assertThat(media.serverControl().orElseThrow().partHoldBack()).contains(0.603);
    assertThat(media.preloadHint().orElseThrow().byteRangeStart()).contains(60_000L);
    assertThat(media.mediaSegments()).hasSize(10);
    assertThat(media.mediaSegments().get(9).partialSegments()).hasSize(10);
    assertThat(media.renditionReports()).hasSize(2);
  }

  private static LowLatencySnapshot live(int segmentCount) {
    return snapshot(segmentCount, Optional.of(growing(parts(2))));
  }

  private static LowLatencySnapshot ended() {
    return snapshot(10, Optional.empty());
  }

  private static LowLatencySnapshot snapshot(int segmentCount, Optional<GrowingSegment> growing) {
    List<PartedSegment> segments = new ArrayList<>();
    for (int i = 10 - segmentCount; i < 10; i++) {
      SegmentEntry entry = new SegmentEntry(
          1_000 + i,
          "cam/cmaf_720p30_" + (i < 9 ? "0100" + i : "01009") + ".m4s",
          SEGMENT_90K,
          EPOCH_MS + 2_000L * i,
          /* isDiscontinuity= */ i == 8,
          /* isGap= */ i == 6);
      segments.add(
          new PartedSegment(entry, "cmaf_720p30_init_0.mp4", 0, 0, i == 6 ? List.of() : parts(10)));
    }
    return new LowLatencySnapshot(RULES, true, 3, segments, growing, REPORTS);
  }

  private static GrowingSegment growing(List<PartEntry> parts) {
    return new GrowingSegment(
        "cmaf_720p30_01010.m4s",
        "cmaf_720p30_init_0.mp4",
        EPOCH_MS + 20_000,
        false,
        parts,
        new PreloadHint("cmaf_720p30_01010.m4s", 30_000L * parts.size()));
  }

  private static List<PartEntry> parts(int count) {
    List<PartEntry> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(new PartEntry(30_000L * i, 30_000, 18_000, /* isIndependent= */ i == 0));
    }
    return parts;
  }
}
