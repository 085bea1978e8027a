package dev.sluice.packager;

import static dev.sluice.packager.cmaf.CmafAssert.assertCmaf;
import static dev.sluice.packager.cmaf.CmafAssert.chunks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.live.LiveEdge;
import dev.sluice.origin.live.LivePlaylist;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.StoreContext;
import dev.sluice.packager.cmaf.Chunk;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.SyntheticAvc;
import dev.sluice.packager.codec.VideoFormat;
import io.lindstrom.m3u8.model.MediaSegment;
import io.lindstrom.m3u8.model.PartialSegment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Access units through ring, muxer and store, read back as a low-latency player would. */
@ExtendWith(NativeMemoryExtension.class)
@Timeout(30)
class CmafRenditionsIT {
  private static final String TOP = "720p30";
  private static final String LOW = "360p30";
  private static final String VIDEO = "cmaf_720p30.m3u8";
  private static final String LOW_VIDEO = "cmaf_360p30.m3u8";
  private static final String AUDIO = "cmaf_audio.m3u8";
  private static final String HINT_AT_THIRD =
      "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"cmaf_720p30_01002.m4s\",BYTERANGE-START=0\n";
  private static final VideoFormat HD = SyntheticAvc.format(1280, 720);
  private static final VideoFormat SD = SyntheticAvc.format(640, 360);
  private static final AudioFormat STEREO = AacConfiguration.parse(new byte[] {0x11, (byte) 0x90});
  private static final AudioFormat MONO = AacConfiguration.parse(new byte[] {0x11, (byte) 0x88});
  private static final int OBJECT_LENGTH = 50_000;
  private static final VideoFormat NO_VIDEO = null;
  private static final AudioFormat NO_AUDIO = null;

  private CmafStream stream = new CmafStream(SegmentFormat.CMAF);

  @AfterEach
  void close() {
    stream.close();
    assertThat(stream.payloadsOut()).isZero();
  }

  @Test
  void shouldListPartsOfTheGrowingSegmentAsSoonAsTheyAreWhole() {
    stream.play(TOP, 0, 3, HD, STEREO);
    for (int frame = 90; frame < 96; frame++) {
      stream.picture(TOP, HD, frame);
    }
    stream.awaitText(VIDEO, "01002.m4s\",BYTERANGE=\"");

    LowLatencyPlaylist playlist = stream.playlist(VIDEO);
    assertThat(playlist.lastSequence()).isEqualTo(1_001);
    assertThat(playlist.partTarget()).isEqualTo(0.2);
    assertThat(playlist.growing()).hasSize(1);
    assertThat(playlist.growing().get(0).duration()).isEqualTo(0.2);
    assertThat(playlist.media().mediaSegments().get(1).partialSegments()).hasSize(10);
  }

  @Test
  void shouldSuspendEveryRenditionThoughAnotherFails() {
    stream.play(TOP, 0, 3, HD, NO_AUDIO);
    stream.play(LOW, 0, 3, SD, NO_AUDIO);
    stream.awaitText(VIDEO, "01000");
    stream.awaitText(LOW_VIDEO, "01000");
    Set<String> failed = new HashSet<>();
    for (String uri : List.of(VIDEO, LOW_VIDEO)) {
      stream.livePlaylists.find("cam/" + uri).orElseThrow().onChange(() -> {
        if (failed.add(uri)) {
          throw new IllegalStateException("a listener that throws");
        }
      });
    }

    stream.channel.suspend();
    stream.settle();

    assertThat(failed).containsExactlyInAnyOrder(VIDEO, LOW_VIDEO);
  }

  @Test
  void shouldServeEveryPartAsABytesRangeOfItsSegment() {
    stream.play(TOP, 0, 5, HD, STEREO);
    stream.end(AUDIO);

    for (String uri : List.of(VIDEO, AUDIO)) {
      for (MediaSegment segment : stream.playlist(uri).media().mediaSegments()) {
        long partsLength = segment.partialSegments().stream()
            .mapToLong(part -> part.byterange().orElseThrow().length())
            .sum();
        assertThat(stream.bytes(segment.uri())).hasSize((int) partsLength);
      }
    }
    assertThat(stream.text("cmaf_720p30_init_01000.mp4")).contains("ftyp", "avcC");
    assertThat(stream.text("cmaf_audio_init_01000.mp4")).contains("ftyp", "esds");
  }

  @Test
  void shouldCutAudioOnItsOwnGridUnderTheNumbersOfTheVideo() {
    stream.play(TOP, 0, 9, HD, STEREO);
    stream.end(AUDIO);

    LowLatencyPlaylist audio = stream.playlist(AUDIO);
    assertThat(audio.lastSequence()).isEqualTo(stream.playlist(VIDEO).lastSequence());
    assertThat(audio.media().mediaSegments())
        .extracting(MediaSegment::duration)
        .startsWith(1.002667, 2.005333, 2.005333, 2.005333, 1.984);
    assertThat(audio.media().mediaSegments().get(4).partialSegments().stream()
            .map(PartialSegment::duration))
        .containsExactly(
            0.170667, 0.192, 0.192, 0.170667, 0.192, 0.192, 0.192, 0.170667, 0.192, 0.192, 0.128);
  }

  @Test
  void shouldOfferAudioAsAGroupOfItsOwn() {
    stream.play(TOP, 0, 3, HD, STEREO);
    stream.play(LOW, 0, 3, SD, STEREO);
    stream.awaitText("cmaf.m3u8", "RESOLUTION=640x360");

    assertThat(stream.text("cmaf.m3u8"))
        .contains(
            "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Audio\",DEFAULT=YES,AUTOSELECT=YES,"
                + "CHANNELS=\"2\",URI=\"cmaf_audio.m3u8\"\n",
            "CODECS=\"avc1.4d401f,mp4a.40.2\",RESOLUTION=1280x720,FRAME-RATE=30.000,AUDIO=\"audio\"\n"
                + VIDEO);
  }

  @Test
  void shouldReportOnEveryOtherRendition() {
    stream.play(TOP, 0, 3, HD, STEREO);
    stream.play(LOW, 0, 4, SD, STEREO);
    stream.awaitText(LOW_VIDEO, "LAST-MSN");

    assertThat(stream.lines(LOW_VIDEO, "#EXT-X-RENDITION-REPORT"))
        .extracting(line -> line.replaceAll(",LAST.*", ""))
        .containsExactlyInAnyOrder(
            "#EXT-X-RENDITION-REPORT:URI=\"" + VIDEO + "\"",
            "#EXT-X-RENDITION-REPORT:URI=\"" + AUDIO + "\"");
  }

  @Test
  void shouldAnnounceTheLiveEdgeAfterTheStoreHasWhatItNames() {
    stream.play(TOP, 0, 3, HD, STEREO);
    stream.expect(TOP, 90);
    stream.awaitText(VIDEO, HINT_AT_THIRD);
    LivePlaylist live = stream.livePlaylists.find("cam/" + VIDEO).orElseThrow();
    Tests.await(() -> live.hasReached(1_001, 9), "last part announced");

    assertThat(live.targetDurationSeconds()).isEqualTo(2);
    assertThat(live.hasReached(1_001, LiveEdge.WHOLE_SEGMENT)).isFalse();

    stream.play(TOP, 3, 4, HD, STEREO);
    Tests.await(() -> live.hasReached(1_002, 0), "first part announced");
    assertThat(live.hasReached(1_001, LiveEdge.WHOLE_SEGMENT)).isTrue();

    stream.end(VIDEO);
    Tests.await(live::isOver, "nobody waits any more");
  }

  @Test
  void shouldHintAtTheNextSegmentWhenTheLastPartOfOneIsThere() {
    stream.play(TOP, 0, 5, HD, NO_AUDIO);
    stream.awaitText(VIDEO, "URI=\"cmaf_720p30_01003.m4s\",BYTERANGE-START=0\n");

    LowLatencyPlaylist playlist = stream.playlist(VIDEO);
    assertThat(playlist.lastSequence()).isEqualTo(1_001);
    assertThat(playlist.growing()).hasSize(10);
    assertThat(stream.has("cmaf_720p30_01003.m4s")).isTrue();
  }

  @Test
  void shouldEndPartAndSegmentWhenTheNextRandomAccessPointIsUnderWay() {
    stream.play(TOP, 0, 3, HD, STEREO);
    stream.expect(TOP, 90);
    stream.awaitText(VIDEO, HINT_AT_THIRD);

    LowLatencyPlaylist playlist = stream.playlist(VIDEO);
    assertThat(playlist.lastSequence()).isEqualTo(1_000);
    assertThat(playlist.growing()).hasSize(10);
    assertThat(stream.has("cmaf_720p30_01002.m4s")).isTrue();
  }

  @Test
  void shouldListASegmentAsWholeWithTheFirstPartOfTheNext() {
    stream.play(TOP, 0, 3, HD, STEREO);
    stream.expect(TOP, 90);
    stream.play(TOP, 3, 4, HD, STEREO);

    for (String uri : List.of(VIDEO, AUDIO)) {
      stream.awaitText(uri, "\n" + uri.replace(".m3u8", "_01001.m4s"));
      assertThat(stream.playlist(uri).growing()).isNotEmpty();
    }
  }

  @Test
  void shouldListASegmentAsWholeThatNothingFollows() {
    stream.play(TOP, 0, 3, HD, STEREO);
    stream.expect(TOP, 90);
    stream.awaitText(VIDEO, HINT_AT_THIRD);

    stream.channel.suspend();

    for (String uri : List.of(VIDEO, AUDIO)) {
      stream.awaitText(uri, "\n" + uri.replace(".m3u8", "_01001.m4s"));
    }
  }

  @Test
  void shouldUpdateByDeltaOnceThereIsSomethingToSkip() {
    stream.play(TOP, 0, 11, HD, NO_AUDIO);
    stream.awaitText(VIDEO, "\ncmaf_720p30_01004.m4s");
    assertThat(stream.bytes(VIDEO + "?_HLS_skip=YES")).isEmpty();

    stream.play(TOP, 11, 17, HD, NO_AUDIO);
    stream.awaitText(VIDEO + "?_HLS_skip=YES", "#EXT-X-SKIP:SKIPPED-SEGMENTS=2\n");

    stream.end(VIDEO);
    Tests.await(() -> !stream.has(VIDEO + "?_HLS_skip=YES"), "no delta update of what is over");
  }

  @Test
  void shouldChangeInitSegmentsWithADiscontinuityWhenTheFormatChanges() {
    stream.play(TOP, 0, 3, HD, STEREO);
    stream.play(TOP, 3, 6, SD, STEREO);
    stream.end(AUDIO);

    for (String uri : List.of(VIDEO, AUDIO)) {
      assertThat(stream.text(uri)).containsOnlyOnce("#EXT-X-DISCONTINUITY\n");
      assertThat(stream.playlist(uri).lastSequence()).isEqualTo(1_003);
    }
    assertThat(stream.text(VIDEO))
        .contains("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"cmaf_720p30_init_01002.mp4\"\n");
    assertThat(stream.text(AUDIO)).doesNotContain("init_01002");
    assertThat(stream.bytes("cmaf_720p30_init_01000.mp4")).isNotEmpty();
  }

  @Test
  void shouldGoOnAfterABreakWithTheSameTargets() {
    stream.play(TOP, 0, 3, HD, STEREO);
    stream.channel.suspend();
    stream.awaitText(VIDEO, "URI=\"cmaf_720p30_01002.m4s\",BYTERANGE-START=0");
    LowLatencyPlaylist before = stream.playlist(VIDEO);
    stream.restart(10);
    stream.play(TOP, 0, 3, HD, MONO);
    stream.end(AUDIO);

    LowLatencyPlaylist after = stream.playlist(VIDEO);
    assertThat(after.partTarget()).isEqualTo(before.partTarget());
    assertThat(after.media().serverControl()).isEqualTo(before.media().serverControl());
    assertThat(stream.text(VIDEO))
        .containsOnlyOnce(
            "#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2025-11-21T03:44:10.000Z");
    assertThat(stream.text(AUDIO))
        .contains("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"cmaf_audio_init_01002");
    assertThat(stream.playlist(AUDIO).lastSequence()).isEqualTo(after.lastSequence());
  }

  @Test
  void shouldLetReadersWaitForThePublisherToComeBack() {
    stream.play(TOP, 0, 3, HD, STEREO);
    stream.channel.suspend();
    stream.settle();
    try (Lease video = stream.lease(hinted(VIDEO));
        Lease audio = stream.lease(hinted(AUDIO))) {
      stream.restart(10);
      stream.play(TOP, 0, 3, HD, STEREO);
      stream.end(AUDIO);

      assertThat(video.isComplete()).isTrue();
      assertThat(audio.isComplete()).isTrue();
    }
  }

  @Test
  void shouldLetReadersWaitForASegmentThatIsBegunAnew() {
    stream.play(TOP, 0, 3, HD, STEREO);
    stream.picture(TOP, HD, 90);
    stream.settle();
    try (Lease begun = stream.lease("cmaf_720p30_01002.m4s")) {
      stream.channel.suspend();
      stream.settle();
      assertThat(stream.text(VIDEO)).contains(HINT_AT_THIRD);
      assertThat(stream.playlist(VIDEO).lastSequence()).isEqualTo(1_001);
      assertThat(begun.isAborted()).isFalse();
      stream.restart(10);
      stream.play(TOP, 0, 3, HD, STEREO);
      stream.end(AUDIO);

      assertThat(begun.isComplete()).isTrue();
    }
  }

  @Test
  void shouldLetNobodyWaitForASegmentThatIsLeftOut() {
    stream.play(TOP, 0, 9, HD, NO_AUDIO);
    stream.play(LOW, 0, 3, SD, NO_AUDIO);
    stream.picture(LOW, SD, 241); // breaks off, and nothing begins with it
    stream.settle();
    String leftOut = hinted(LOW_VIDEO);
    try (Lease lease = stream.lease(leftOut)) {
      stream.play(LOW, 9, 10, SD, NO_AUDIO);
      stream.settle();

      assertThat(lease.isAborted()).isTrue();
    }
    assertThat(stream.text(LOW_VIDEO)).contains("#EXT-X-GAP\n" + leftOut);
    assertThat(stream.has(hinted(LOW_VIDEO))).isTrue();
  }

  @Test
  void shouldLetNobodyWaitForWhatWillNotCome() {
    stream.play(TOP, 0, 3, HD, STEREO);
    stream.channel.suspend();
    stream.settle();
    try (Lease video = stream.lease(hinted(VIDEO));
        Lease audio = stream.lease(hinted(AUDIO))) {
      stream.end(AUDIO);
      stream.settle();

      assertThat(video.isAborted()).isTrue();
      assertThat(audio.isAborted()).isTrue();
    }
    assertThat(stream.has("cmaf_720p30_01002.m4s")).isFalse();
  }

  @Test
  void shouldLetNobodyWaitForAChannelThatIsClosed() {
    stream.play(TOP, 0, 3, HD, STEREO);
    stream.channel.suspend();
    stream.settle();
    try (Lease video = stream.lease(hinted(VIDEO))) {
      stream.channel.close();
      stream.settle();

      assertThat(video.isAborted()).isTrue();
    }
  }

  @Test
  void shouldPlayAudioAlone() {
    stream.play(TOP, 0, 4, NO_VIDEO, STEREO);
    stream.end(AUDIO);

    assertThat(stream.playlist(AUDIO).partTarget()).isEqualTo(0.192);
    assertThat(stream.text("cmaf.m3u8"))
        .contains("CODECS=\"mp4a.40.2\"\ncmaf_audio.m3u8")
        .doesNotContain("EXT-X-MEDIA", "RESOLUTION");
    assertThat(stream.bytes(VIDEO)).isEmpty();
  }

  @Test
  void shouldPlayVideoAlone() {
    stream.play(TOP, 0, 4, HD, NO_AUDIO);
    stream.end(VIDEO);

    assertThat(stream.text("cmaf.m3u8")).doesNotContain("EXT-X-MEDIA", "AUDIO");
    assertThat(stream.bytes(AUDIO)).isEmpty();
  }

  @Test
  void shouldListAGapForWhatOneRenditionMissedAndAlignAgain() {
    stream.play(TOP, 0, 9, HD, STEREO);
    stream.play(LOW, 0, 3, SD, STEREO);
    stream.play(LOW, 7, 9, SD, STEREO);
    stream.end(AUDIO);

    assertThat(stream.playlist(LOW_VIDEO).lastSequence())
        .isEqualTo(stream.playlist(VIDEO).lastSequence());
    assertThat(stream.text(LOW_VIDEO)).containsOnlyOnce("#EXT-X-GAP\ncmaf_360p30_01003.m4s");
  }

  @Test
  void shouldGiveTheSameNumbersAndDurationsToBothRungs() {
    stream.play(TOP, 0, 3, HD, STEREO);
    stream.play(LOW, 0, 7, SD, STEREO);
    stream.play(TOP, 3, 9, HD, STEREO);
    stream.play(LOW, 7, 9, SD, STEREO);
    stream.end(AUDIO);

    assertThat(stream.lines(LOW_VIDEO, "#EXTINF")).isEqualTo(stream.lines(VIDEO, "#EXTINF"));
    assertThat(stream.playlist(AUDIO).lastSequence())
        .isEqualTo(stream.playlist(VIDEO).lastSequence());
  }

  @Test
  void shouldLetAnotherRungFeedTheAudioWhenOneStops() {
    stream.play(TOP, 0, 3, HD, STEREO);
    stream.play(LOW, 0, 12, SD, STEREO);
    stream.end(AUDIO);

    assertThat(stream.playlist(AUDIO).lastSequence())
        .isEqualTo(stream.playlist(LOW_VIDEO).lastSequence());
    assertThat(stream.text(AUDIO)).contains("#EXT-X-GAP");
  }

  @Test
  void shouldCutWhereAnObjectWouldBeTooLarge() {
    stream.close();
    stream = new CmafStream(
        new PackagerContext().outputs(Set.of(SegmentFormat.CMAF)),
        new StoreContext().maxObjectSize(OBJECT_LENGTH));
    stream.play(TOP, 0, 8, HD, STEREO);
    stream.end(VIDEO);

    List<byte[]> segments = stream.lines(VIDEO, "cmaf_").stream()
        .map(segment -> stream.bytes(segment))
        .toList();
    List<Chunk> chunks =
        assertCmaf(segments.stream().flatMap(bytes -> chunks(bytes).stream()).toList());
    assertThat(segments).allMatch(segment -> segment.length <= OBJECT_LENGTH);
    assertThat(chunks.stream().mapToInt(chunk -> chunk.samples().size()).sum())
        .isEqualTo(8 * CmafStream.FRAMES_PER_SECOND);
    assertThat(stream.packager.counters().forcedCuts()).isPositive();
  }

  @Test
  void shouldTakeThePlaylistsAwayWhenClosed() {
    stream.play(TOP, 0, 4, HD, STEREO);
    stream.awaitText("cmaf.m3u8", "AUDIO=");
    stream.channel.close();
    stream.settle();

    assertThat(stream.bytes("cmaf.m3u8")).isEmpty();
    assertThat(stream.bytes(VIDEO)).isEmpty();
    assertThat(stream.livePlaylists.find("cam/" + VIDEO)).isEmpty();
    assertThat(stream.bytes("cmaf_720p30_01000.m4s")).isNotEmpty();
    assertThat(stream.bytes("cmaf_720p30_init_01000.mp4")).isNotEmpty();
  }

  @Test
  void shouldPackageAsTransportStreamsBesideIt() {
    stream.close();
    stream = new CmafStream(SegmentFormat.TS, SegmentFormat.CMAF);
    stream.play(TOP, 0, 4, HD, STEREO);
    stream.end(AUDIO);

    assertThat(stream.lines("playlist_720p30.m3u8", "#EXTINF"))
        .isEqualTo(stream.lines(VIDEO, "#EXTINF"));
  }

  @Test
  void shouldNotPackageAsCmafUnlessAsked() {
    stream.close();
    stream = new CmafStream(SegmentFormat.TS);
    stream.play(TOP, 0, 4, HD, STEREO);
    stream.end("playlist_720p30.m3u8");

    assertThat(stream.bytes("cmaf.m3u8")).isEmpty();
    assertThat(stream.packager.counters().parts()).isZero();
  }

  private String hinted(String playlist) {
    return stream.playlist(playlist).media().preloadHint().orElseThrow().uri();
  }
}
