package dev.sluice.ingest.transcode;

import static dev.sluice.ingest.transcode.LadderFixture.clip;
import static dev.sluice.ingest.transcode.LadderFixture.ladder;
import static dev.sluice.ingest.transcode.LadderFixture.rung;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.transcode.Ladder.Passthrough;
import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.packager.FlvTags.Tag;
import dev.sluice.packager.ts.TsAssert;
import dev.sluice.packager.ts.TsPes;
import dev.sluice.packager.ts.TsSegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real media through decoder, encoders and packager, read back as a player would. */
@ExtendWith(NativeMemoryExtension.class)
@Timeout(60)
class LadderIT {
  private static final int IDR = 5;
  private static final String[] NAMES = {"240p30", "160p30", "96p30"};
  private static final String BTRT = "62747274";
  /** Type and contents of a box: 320 kb/s through a buffer of a second. */
  private static final String BIT_RATES_160 = BTRT + "00009c40" + "0009c400" + "0004e200";

  @TempDir
  private Path directory;

  @Test
  void shouldCutEveryRungAtTheSameTimesWithOneKeyFrameASegment() {
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.NEVER, rung(240), rung(160), rung(96)))) {
      fixture.publish(clip(directory, "426x240", "30000/1001", 8.2));
      fixture.end(NAMES);

      List<TsSegment> top = TsAssert.assertTs(fixture.segments(NAMES[0]));
      assertThat(top).hasSize(5);
      for (TsSegment segment : top.subList(0, 4)) {
        assertThat(segment.video()).hasSize(60);
      }
      assertThat(top).allMatch(segment -> keyFrameCount(segment) == 1);
      assertAligned(fixture, NAMES);
      assertThat(fixture.multivariant())
          .contains("RESOLUTION=426x240", "RESOLUTION=284x160", "RESOLUTION=170x96")
          .contains("FRAME-RATE=29.970");
    }
  }

  @Test
  void shouldMarkOneDiscontinuityOnEveryRungWhenTheSourceChanges() {
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.NEVER, rung(240), rung(160), rung(96)))) {
      List<Tag> first = clip(directory, "320x180", "30", 3.3);
      String[] names = {"180p30", "160p30", "96p30"};
      fixture.publish(first);
      fixture.publish(clip(directory, "640x360", "25", 3.5, "-ar", "44100"), 300_000);
      fixture.publish(first, 620_000);
      fixture.end(names);

      for (String name : names) {
        assertThat(fixture.playlist(name).split("#EXT-X-DISCONTINUITY\n")).hasSize(3);
      }
      assertAligned(fixture, names);
      assertThat(discontinuities(fixture, names[1])).isEqualTo(discontinuities(fixture, names[0]));
      assertThat(discontinuities(fixture, names[2])).isEqualTo(discontinuities(fixture, names[0]));
      assertThat(fixture.multivariant())
          .contains("RESOLUTION=320x180", "RESOLUTION=284x160", "RESOLUTION=170x96");
    }
  }

  @Test
  void shouldDecodeAnotherFormatThatComesWithAnotherTimeline() {
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.NEVER, rung(96)), c -> c.maxPictureSize(320, 180))) {
      List<Tag> tooLarge = clip(directory, "640x360", "30", 1);
      List<Tag> first = clip(directory, "320x180", "30", 1);
      List<Tag> second = clip(directory, "284x160", "25", 1);
      fixture.publish(tooLarge);
      fixture.breakTimeline();
      fixture.publish(first);
      fixture.breakTimeline();
      fixture.publish(second);
      fixture.end("96p30");

      assertThat(fixture.sourceStatus().decodeErrors()).isZero();
      assertThat(videoCount(fixture, "96p30")).isEqualTo(videoCount(first) + videoCount(second));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"libx265", "libaom-av1"})
  void shouldMakeALadderOfOtherCodings(String encoder) {
    try (LadderFixture fixture = new LadderFixture(ladder(Passthrough.AUTO, rung(160), rung(96)))) {
      String[] options = encoder.equals("libx265")
          ? new String[] {"-x265-params", "log-level=none:keyint=60"}
          : new String[] {"-usage", "realtime", "-cpu-used", "8"};
      List<String> more = new ArrayList<>(List.of("-c:v", encoder, "-c:a", "libopus"));
      more.addAll(List.of(options));
      List<Tag> tags = clip(directory, "284x160", "30", 4.4, more.toArray(String[]::new));
      fixture.publish(tags);
      fixture.end("160p30", "96p30");

      assertAligned(fixture, "160p30", "96p30");
      assertThat(videoCount(fixture, "160p30")).isEqualTo(videoCount(tags));
      assertThat(fixture.multivariant())
          .contains("RESOLUTION=284x160", "RESOLUTION=170x96", "avc1.42", ",mp4a.40.2\"");
    }
  }

  @Test
  void shouldLetAFitSourceBeTheTopRungAndAlignTheOthersToIt() {
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.AUTO, rung(240), rung(160), rung(96)))) {
      fixture.publish(clip(
          directory,
          "426x240",
          "30",
          8.2,
          "-b:v",
          "300k",
          "-maxrate",
          "300k",
          "-bufsize",
          "300k",
          "-bf",
          "2",
          "-b_strategy",
          "0",
          "-profile:v",
          "main"));
      fixture.end(NAMES);

      assertThat(fixture.status("240p30").encoder()).isEqualTo("passthrough");
      assertThat(fixture.status("160p30").encoder()).isEqualTo("libx264");
      assertThat(fixture.segmentNames("240p30")).hasSize(5);
      assertAligned(fixture, NAMES);
    }
  }

  @Test
  void shouldLetASourceWithKeyFramesAsFarApartAsSegmentsBeTheTopRung() {
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.AUTO, rung(160)), c -> c.segmentTargetMs(4_000))) {
      List<Tag> tags =
          clip(directory, "284x160", "30", 5, "-b:v", "200k", "-crf", "40", "-g", "120");
      fixture.publish(tags);
      fixture.end("160p30");

      assertThat(fixture.status("160p30").encoder()).isEqualTo("passthrough");
      assertThat(videoCount(fixture, "160p30")).isEqualTo(videoCount(tags));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NEVER", "ALWAYS"})
  void shouldHandAudioOnThatLiesShortlyBehindAPicture(Passthrough passthrough) {
    try (LadderFixture fixture = new LadderFixture(ladder(passthrough, rung(160)))) {
      List<Tag> tags = clip(directory, "284x160", "10", 2, "-b:v", "100k", "-crf", "40");
      int end = indexBehindPicture(tags, 10);
      fixture.publish(tags.subList(0, end));

      long last90k = tags.get(end - 1).pts90k();
      Tests.await(
          () -> fixture.audioTimes90k().contains(last90k), "audio ahead of the next picture");
      fixture.publish(tags.subList(end, tags.size()));
      fixture.end("160p30");
      assertThat(fixture.audioTimes90k()).isSorted();
    }
  }

  @Test
  void shouldOnlyDecodeKeyFramesForTheThumbnailWhereNoRungEncodes() {
    try (LadderFixture fixture = new LadderFixture(
        ladder(Passthrough.AUTO, rung(160)), c -> c.thumbnailIntervalNs(1_000_000_000))) {
      List<Tag> tags = clip(directory, "284x160", "30", 6.2, "-b:v", "200k", "-crf", "40");
      fixture.publish(tags);
      fixture.end("160p30");

      assertThat(fixture.status("160p30").encoder()).isEqualTo("passthrough");
      assertThat(videoCount(fixture, "160p30")).isEqualTo(videoCount(tags));
      List<SourceStatus> sources = new ArrayList<>();
      fixture.transcoder().forEachSource(sources::add);
      assertThat(sources.get(0).thumbnails()).isEqualTo(4);
      assertThat(sources.get(0).keyframeIntervalMs()).isEqualTo(2_000);
    }
  }

  @Test
  void shouldEncodeTheTopRungFromWhereTheSourceIsUnfit() {
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.AUTO, rung(240), rung(160), rung(96)))) {
      List<Tag> fit = clip(directory, "426x240", "30", 4, "-b:v", "200k", "-crf", "40");
      List<Tag> unfit =
          clip(directory, "426x240", "30", 6, "-b:v", "200k", "-crf", "40", "-g", "300");
      fixture.publish(fit);
      fixture.publish(unfit, 363_000);
      fixture.end(NAMES);

      assertThat(fixture.status("240p30").encoder()).isEqualTo("libx264");
      assertThat(fixture.playlist("240p30")).containsOnlyOnce("#EXT-X-DISCONTINUITY\n");
      assertAligned(fixture, NAMES);
    }
  }

  @Test
  void shouldFreeEverythingWhenThePublisherGoesAndGoOnWhenItComesBack() {
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.NEVER, rung(160), rung(96)))) {
      List<Tag> tags = clip(directory, "284x160", "30", 3.4, "-bf", "2");
      String[] names = {"160p30", "96p30"};
      fixture.publish(tags);
      fixture.suspend();
      Tests.await(() -> fixture.transcoder().natives().outstanding() == 0, "natives are freed");
      assertThat(fixture.playlist(names[0])).doesNotContain("#EXT-X-ENDLIST");

      fixture.publish(tags);
      fixture.end(names);

      assertThat(fixture.playlist(names[1])).containsOnlyOnce("#EXT-X-DISCONTINUITY\n");
      assertAligned(fixture, names);
      assertThat(videoCount(fixture, names[0])).isEqualTo(2 * videoCount(tags));
    }
  }

  @Test
  void shouldKeepTheInitSegmentWithTheBitRatesOfTheRungWhenThePublisherComesBack() {
    try (LadderFixture fixture = new LadderFixture(ladder(Passthrough.NEVER, rung(160)))) {
      List<Tag> tags = clip(directory, "284x160", "30", 2.4);
      fixture.publish(tags);
      fixture.suspend();
      fixture.publish(tags);
      fixture.end("160p30");

      Tests.await(() -> fixture.text("cam/cmaf_160p30.m3u8").contains("#EXT-X-ENDLIST"), "end");
      Set<String> maps = new HashSet<>();
      fixture
          .text("cam/cmaf_160p30.m3u8")
          .lines()
          .filter(line -> line.startsWith("#EXT-X-MAP"))
          .forEach(maps::add);
      assertThat(maps).containsExactly("#EXT-X-MAP:URI=\"cmaf_160p30_init_01000.mp4\"");
      assertThat(init(fixture, "160p30")).contains(BIT_RATES_160);
      assertThat(init(fixture, "audio")).as("of the source").doesNotContain(BTRT);
    }
  }

  @Test
  void shouldGoOnWhenThePublisherWentWhileAudioInAnotherFormatWaited() {
    try (LadderFixture fixture = new LadderFixture(ladder(Passthrough.ALWAYS, rung(160)))) {
      List<Tag> tags = withStereoFrom(90_000, clip(directory, "284x160", "30", 3.4, "-g", "300"));
      fixture.publish(tags);
      fixture.suspend();
      fixture.publish(tags);
      fixture.end("160p30");

      assertThat(videoCount(fixture, "160p30")).isEqualTo(2 * videoCount(tags));
      assertThat(fixture.audioTimes90k().stream().filter(pts90k -> pts90k > 180_000))
          .isNotEmpty();
    }
  }

  @Test
  void shouldPlayAudioAloneAndTakeVideoThatComesLater() {
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.NEVER, rung(160), rung(96)))) {
      List<Tag> tags = clip(directory, "284x160", "30", 4.4);
      fixture.publish(tags.stream().filter(tag -> !tag.isVideo()).toList());
      Tests.await(() -> fixture.playlist("audio").contains(".ts"), "audio is listed");
      Tests.await(
          () -> fixture.multivariant().contains("CODECS=\"mp4a.40.2\""), "audio can be played");

      fixture.publish(tags, 400_000);
      fixture.end("160p30", "96p30");

      assertThat(fixture.offers()).containsExactly("audio=false");
      assertAligned(fixture, "160p30", "96p30");
    }
  }

  @Test
  void shouldPlayVideoAlone() {
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.NEVER, rung(160), rung(96)))) {
      fixture.publish(clip(directory, "284x160", "30", 4.4, "-an"));
      fixture.end("160p30", "96p30");

      assertThat(fixture.segmentNames("160p30")).hasSize(3);
      assertAligned(fixture, "160p30", "96p30");
    }
  }

  @Test
  void shouldEncodeAudioThatIsNotFitOnceForAllRungs() {
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.NEVER, rung(160), rung(96)))) {
      fixture.publish(clip(directory, "284x160", "30", 4.4, "-ar", "32000", "-ac", "2"));
      fixture.end("160p30", "96p30");

      assertAligned(fixture, "160p30", "96p30");
      assertThat(TsAssert.assertTs(fixture.segments("160p30")).get(1).audio())
          .hasSizeBetween(93, 95);
    }
  }

  @Test
  void shouldEncodeParametricStereoInStereo() {
    try (LadderFixture fixture = new LadderFixture(ladder(Passthrough.NEVER, rung(96)))) {
      List<Tag> tags = new ArrayList<>(clip(directory, "170x96", "30", 2.4, "-ar", "24000"));
      tags.replaceAll(tag -> tag.isVideo() || !tag.isConfiguration()
          ? tag
          : new Tag("mp4a", false, true, true, 0, 0, HexFormat.of().parseHex("eb098800")));
      fixture.publish(tags);
      fixture.end("96p30");

      byte[] adts =
          TsAssert.assertTs(fixture.segments("96p30")).get(0).audio().get(0).payload();
      assertThat((adts[2] & 1) << 2 | adts[3] >> 6 & 3)
          .as("channel_configuration")
          .isEqualTo(2);
    }
  }

  @Test
  void shouldLeaveOutVideoThatIsLargerThanTheLimit() {
    try (LadderFixture fixture = new LadderFixture(
        ladder(Passthrough.NEVER, rung(160), rung(96)), c -> c.maxPictureSize(160, 96))) {
      fixture.publish(clip(directory, "284x160", "30", 4.4));
      fixture.end("audio");

      assertThat(fixture.segmentNames("audio")).isNotEmpty();
      assertThat(fixture.multivariant()).doesNotContain("RESOLUTION");
    }
  }

  @Test
  void shouldKeepAThumbnailOfTheChannelUntilItIsClosed() {
    LadderFixture fixture = new LadderFixture(ladder(Passthrough.NEVER, rung(96)));
    try (fixture) {
      fixture.publish(clip(directory, "284x160", "30", 2.4));
      Tests.await(() -> fixture.bytes("cam/thumbnail.jpg").length > 0, "thumbnail");

      assertThat(fixture.bytes("cam/thumbnail.jpg")).startsWith(0xFF, 0xD8);
      fixture.channel().close();
      Tests.await(() -> fixture.bytes("cam/thumbnail.jpg").length == 0, "no thumbnail");
    }
  }

  @ParameterizedTest
  @CsvSource({"5s, 5m", "1h, 2h"})
  void shouldKeepAThumbnailUntilTheNextOneIsDue(String interval, String ttl) {
    try (LadderFixture fixture = new LadderFixture(
        ladder(Passthrough.NEVER, rung(96)),
        c -> c.thumbnailIntervalNs(Duration.parse("PT" + interval).toNanos()))) {
      fixture.publish(clip(directory, "284x160", "30", 1));
      Tests.await(() -> fixture.bytes("cam/thumbnail.jpg").length > 0, "thumbnail");

      assertThat(fixture.ttlMs("cam/thumbnail.jpg"))
          .isEqualTo(Duration.parse("PT" + ttl).toMillis());
    }
  }

  @Test
  void shouldDropToTheNextKeyFrameWhenASourceIsFasterThanTheMachine() {
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.NEVER, rung(160), rung(96)))) {
      List<Tag> tags = clip(directory, "284x160", "30", 6.4); // no more than the inlet holds
      fixture.publishPaced(tags, 0, /* speed= */ 10_000);
      fixture.end("160p30", "96p30");

      List<SourceStatus> sources = new ArrayList<>();
      fixture.transcoder().forEachSource(sources::add);
      assertThat(sources.get(0).unitsSkipped()).isGreaterThan(60);
      assertThat(sources.get(0).decodeErrors()).isZero();
      for (String name : List.of("160p30", "96p30")) {
        assertThat(videoCount(fixture, name)
                + fixture.status(name).framesDropped()
                + sources.get(0).unitsSkipped())
            .as(name)
            .isEqualTo(videoCount(tags));
      }
    }
  }

  /** Replaces the audio from a time on. */
  private List<Tag> withStereoFrom(long from90k, List<Tag> tags) {
    List<Tag> stereo = clip(directory, "64x64", "30", 3.4, "-ac", "2");
    List<Tag> mixed = new ArrayList<>(tags);
    mixed.removeIf(tag -> !tag.isVideo() && tag.dts90k() >= from90k);
    for (Tag tag : stereo) {
      if (!tag.isVideo() && tag.isConfiguration()) {
        mixed.add(new Tag("mp4a", false, true, true, from90k, from90k, tag.bytes()));
      } else if (!tag.isVideo() && tag.dts90k() >= from90k) {
        mixed.add(tag);
      }
    }
    mixed.sort(Comparator.comparingLong(Tag::dts90k));
    return mixed;
  }

  /** Segments of the same number begin at the same time, and carry the same audio. */
  static void assertAligned(LadderFixture fixture, String... names) {
    List<TsSegment> first = TsAssert.assertTs(fixture.segments(names[0]));
    for (String name : names) {
      List<TsSegment> segments = TsAssert.assertTs(fixture.segments(name));
      assertThat(numbers(fixture, name)).isEqualTo(numbers(fixture, names[0]));
      for (int i = 0; i < segments.size(); i++) {
        assertThat(segments.get(i).video().stream().mapToLong(TsPes::pts90k).findFirst())
            .as("first picture of segment %s of %s", i, name)
            .isEqualTo(first.get(i).video().stream().mapToLong(TsPes::pts90k).findFirst());
        assertThat(audio(segments.get(i)))
            .as("audio of segment %s of %s", i, name)
            .isEqualTo(audio(first.get(i)));
      }
    }
  }

  private static List<String> numbers(LadderFixture fixture, String rendition) {
    return fixture.segmentNames(rendition).stream()
        .map(name -> name.substring(name.lastIndexOf('_')))
        .toList();
  }

  private static String init(LadderFixture fixture, String rendition) {
    byte[] bytes = fixture.bytes("cam/cmaf_" + rendition + "_init_01000.mp4");
    assertThat(bytes).isNotEmpty();
    return HexFormat.of().formatHex(bytes);
  }

  private static List<Integer> audio(TsSegment segment) {
    return segment.audio().stream()
        .map(pes -> Arrays.hashCode(pes.payload()) * 31 + Long.hashCode(pes.pts90k()))
        .toList();
  }

  private static List<Integer> discontinuities(LadderFixture fixture, String rendition) {
    List<Integer> positions = new ArrayList<>();
    int segments = 0;
    for (String line : fixture.playlist(rendition).lines().toList()) {
      segments += line.endsWith(".ts") ? 1 : 0;
      if (line.equals("#EXT-X-DISCONTINUITY")) {
        positions.add(segments);
      }
    }
    return positions;
  }

  static int videoCount(LadderFixture fixture, String rendition) {
    return TsAssert.assertTs(fixture.segments(rendition)).stream()
        .mapToInt(segment -> segment.video().size())
        .sum();
  }

  static int videoCount(List<Tag> tags) {
    return (int)
        tags.stream().filter(tag -> tag.isVideo() && !tag.isConfiguration()).count();
  }

  /** Returns where the tag follows that comes next after a picture, which is audio. */
  private static int indexBehindPicture(List<Tag> tags, int pictures) {
    int index = 0;
    for (int seen = 0; seen < pictures; index++) {
      seen += tags.get(index).isVideo() && !tags.get(index).isConfiguration() ? 1 : 0;
    }
    assertThat(tags.get(index).isVideo()).isFalse();
    return index + 1;
  }

  private static long keyFrameCount(TsSegment segment) {
    return segment.video().stream()
        .map(TsPes::nalUnitTypes)
        .filter(t -> t.contains(IDR))
        .count();
  }
}
