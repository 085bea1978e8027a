package dev.sluice.packager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.SyntheticAvc;
import dev.sluice.packager.codec.VideoFormat;
import io.lindstrom.m3u8.model.MediaSegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What low-latency players hold on to while a ladder breaks and goes on. */
@ExtendWith(NativeMemoryExtension.class)
@Timeout(30)
class CmafBreaksIT {
  private static final String TOP = "720p30";
  private static final String LOW = "360p30";
  private static final String AUDIO = "cmaf_audio.m3u8";
  private static final String MANIFEST = "manifest.mpd";
  private static final List<String> PLAYLISTS =
      List.of("cmaf_720p30.m3u8", "cmaf_360p30.m3u8", AUDIO);
  private static final VideoFormat HD = SyntheticAvc.format(1280, 720);
  private static final VideoFormat SQUARE = SyntheticAvc.format(720, 720);
  private static final VideoFormat SD = SyntheticAvc.format(640, 360);
  private static final AudioFormat STEREO = AacConfiguration.parse(new byte[] {0x11, (byte) 0x90});
  private static final int BREAK_SECOND = 6;
  private static final long BREAK_SEQUENCE = CmafStream.FIRST + 4;

  private final CmafStream stream = new CmafStream(SegmentFormat.CMAF);

  // Before the break.
  private final Map<String, String> texts = new HashMap<>();
  private DashManifest manifest;

  @BeforeEach
  void playUntilTheBreak() {
    play(0, BREAK_SECOND, HD);
    stream.settle();
    PLAYLISTS.forEach(playlist -> texts.put(playlist, stream.text(playlist)));
    manifest = DashManifest.parse(stream.text(MANIFEST));
  }

  @AfterEach
  void close() {
    stream.close();
    assertThat(stream.payloadsOut()).isZero();
  }

  @Test
  void shouldGoOnWhenAPublisherComesBack() {
    stream.channel.suspend();
    stream.restart(30);
    play(0, 6, HD);
    stream.end(AUDIO);

    assertOneBreak(/* isTopNew= */ false);
    assertThat(stream.text(AUDIO))
        .contains("#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2025-11-21T03:44:30.000Z\n");
  }

  @Test
  void shouldGoOnWhenTheResolutionChanges() {
    // A ladder is set up anew and gives all of its rungs another timeline.
    stream.goOn(nextTimeline());
    play(BREAK_SECOND, 12, SQUARE);
    stream.end(AUDIO);

    assertOneBreak(/* isTopNew= */ true);
    assertThat(stream.text("cmaf_720p30.m3u8"))
        .contains("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"cmaf_720p30_init_01004.mp4\"\n");
  }

  @Test
  void shouldGoOnWhenTimesThatJumpAreRepaired() {
    stream.goOn(nextTimeline());
    play(BREAK_SECOND, 12, HD);
    stream.end(AUDIO);

    assertOneBreak(/* isTopNew= */ false);
  }

  @Test
  void shouldGoOnWhenTimesJumpByAMinute() {
    play(BREAK_SECOND + 60, 72, HD);
    stream.end(AUDIO);

    assertOneBreak(/* isTopNew= */ false);
  }

  @Test
  void shouldTellTheFormatWhoseFirstSegmentIsGivenUpFromTheOneThatFollows() {
    String init = "cmaf_720p30_init_01004.mp4";
    stream.channel.suspend();
    playTwoUnitsOf(SQUARE, /* atSecond= */ 30);
    stream.settle();
    assertThat(stream.bytes(init)).isNotEmpty();
    stream.restart(60);
    play(0, 6, HD);
    stream.end(AUDIO);

    assertThat(stream.lines("cmaf_720p30.m3u8", "#EXT-X-MAP")).last().asString().contains(init);
    assertThat(stream.bytes(init)).isEqualTo(stream.bytes("cmaf_720p30_init_01000.mp4"));
    assertThat(stream.text(MANIFEST)).contains("width=\"1280\"").doesNotContain("width=\"720\"");
  }

  @Test
  void shouldLeaveNothingOfAFormatWhoseFirstSegmentIsGivenUp() {
    stream.channel.suspend();
    playTwoUnitsOf(SQUARE, /* atSecond= */ 30);
    stream.channel.close();
    stream.settle();

    assertThat(stream.has("cmaf_720p30_init_01004.mp4")).isFalse();
    assertThat(stream.has("cmaf_720p30_init_01000.mp4")).isTrue();
  }

  /** A publisher that comes for a frame of sound and the picture after it. */
  private void playTwoUnitsOf(VideoFormat video, int atSecond) {
    stream.restart(atSecond);
    stream.sound(TOP, STEREO, 0);
    stream.picture(TOP, video, /* shown= */ 1, /* decoded= */ 1, /* isKeyFrame= */ true);
    stream.channel.suspend();
  }

  private void play(int from, int to, VideoFormat top) {
    for (int second = from; second < to; second++) {
      stream.play(TOP, second, second + 1, top, STEREO);
      stream.play(LOW, second, second + 1, SD, STEREO);
    }
  }

  private Timeline nextTimeline() {
    Timeline timeline = stream.timeline();
    return new Timeline(timeline.serial() + 1, timeline.anchor());
  }

  private void assertOneBreak(boolean isTopNew) {
    for (String name : PLAYLISTS) {
      LowLatencyPlaylist before = LowLatencyPlaylist.parse(texts.get(name));
      LowLatencyPlaylist after = stream.playlist(name);
      boolean isNew = isTopNew && name.contains(TOP);

      assertThat(after.media().targetDuration()).isEqualTo(before.media().targetDuration());
      assertThat(after.partTarget()).isEqualTo(before.partTarget());
      assertThat(after.media().serverControl()).isEqualTo(before.media().serverControl());
      assertThat(breaks(after)).as(name).containsExactly(BREAK_SEQUENCE);
      assertThat(stream.lines(name, "#EXT-X-MAP")).as(name).hasSize(isNew ? 2 : 1);
      assertThat(segmentLines(stream.text(name)))
          .as(name)
          .startsWith(segmentLines(texts.get(name)));
      assertThat(after.media().mediaSegments())
          .allMatch(segment -> stream.bytes(segment.uri()).length > 0);
    }
    assertPeriodAtBreak();
  }

  private void assertPeriodAtBreak() {
    DashManifest after = DashManifest.parse(stream.text(MANIFEST));
    after.checkFollows(manifest);
    assertThat(after.periods().keySet()).containsExactly(CmafStream.FIRST, BREAK_SEQUENCE);
    after
        .periods()
        .values()
        .forEach(period -> assertThat(period.tracks()).containsOnlyKeys(TOP, LOW, "audio"));
  }

  private static List<Long> breaks(LowLatencyPlaylist playlist) {
    List<MediaSegment> segments = playlist.media().mediaSegments();
    return segments.stream()
        .filter(MediaSegment::discontinuity)
        .map(segment -> playlist.media().mediaSequence() + segments.indexOf(segment))
        .toList();
  }

  /** Returns what a playlist says of whole segments; what is said of their parts goes sooner. */
  private static String[] segmentLines(String playlist) {
    String whole = playlist.substring(0, playlist.lastIndexOf("#EXTINF"));
    String[] lines = whole.split("\n(#EXT-X-PART:.*\n)*");
    return Arrays.copyOfRange(
        lines, List.of(lines).indexOf("#EXT-X-MEDIA-SEQUENCE:1000"), lines.length);
  }
}
