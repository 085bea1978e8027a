package dev.sluice.packager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.packager.cmaf.Chunk;
import dev.sluice.packager.cmaf.CmafAssert;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.SyntheticAvc;
import dev.sluice.packager.codec.VideoFormat;
import io.lindstrom.m3u8.model.MediaSegment;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** When media happened, by every account that is given of it: the dates of the playlists, prft, and the manifest. */
@ExtendWith(NativeMemoryExtension.class)
@Timeout(30)
class CmafDatesIT {
  private static final String TOP = "720p30";
  private static final String LOW = "360p30";
  private static final List<String> TRACKS = List.of(TOP, LOW, "audio");
  private static final VideoFormat HD = SyntheticAvc.format(1280, 720);
  private static final VideoFormat SD = SyntheticAvc.format(640, 360);
  private static final AudioFormat STEREO = AacConfiguration.parse(new byte[] {0x11, (byte) 0x90});
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final long NTP_TO_EPOCH_MS = 2_208_988_800_000L;
  private static final double AUDIO_FRAME_MS = 22;

  private final CmafStream stream = new CmafStream(SegmentFormat.TS, SegmentFormat.CMAF);
  private WallClockAnchor anchor;

  @AfterEach
  void close() {
    stream.close();
    assertThat(stream.payloadsOut()).isZero();
  }

  @Test
  void shouldBeginWhenItIsKnownWhenTheMediaHappened() {
    beginAt(0);
    stream.play(TOP, 0, 4, HD, STEREO);
    stream.settle();
    assertThat(stream.has("cmaf_720p30_01000.m4s")).isFalse();

    settle(/* lateMs= */ 600);
    stream.play(TOP, 4, 6, HD, STEREO);
    stream.awaitText(playlist(TOP), "#EXT-X-PROGRAM-DATE-TIME:2025-11-21T03:43:59.400Z");

    assertThat(stream.has("cmaf_720p30_01000.m4s")).isTrue();
  }

  @Test
  void shouldGiveTheSameDatesInEveryWay() {
    beginAt(0);
    play(0, 1);
    settle(/* lateMs= */ 617);
    play(1, 9);
    stream.end("cmaf_audio.m3u8");

    DashManifest manifest = DashManifest.parse(stream.text("manifest.mpd"));
    assertThat(manifest.availabilityStartEpochMs()).isEqualTo(CmafStream.EPOCH_MS - 617);
    TRACKS.forEach(track -> assertDates(track, manifest));
    assertThat(stream.lines("playlist_720p30.m3u8", "#EXT-X-PROGRAM"))
        .isEqualTo(stream.lines(playlist(LOW), "#EXT-X-PROGRAM"))
        .isEqualTo(stream.lines(playlist(TOP), "#EXT-X-PROGRAM"));
  }

  @Test
  void shouldDateWhatComesBackAnewAndLeaveTheRest() {
    play(0, 4);
    stream.channel.suspend();
    beginAt(20);
    play(0, 1);
    settle(/* lateMs= */ 250);
    play(1, 6);
    stream.end("cmaf_audio.m3u8");

    DashManifest manifest = DashManifest.parse(stream.text("manifest.mpd"));
    TRACKS.forEach(track -> assertDates(track, manifest));
    assertThat(stream.text(playlist(LOW)))
        .contains(
            "#EXT-X-PROGRAM-DATE-TIME:2025-11-21T03:44:01.000Z\n",
            "#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2025-11-21T03:44:19.750Z\n");
  }

  @Test
  void shouldPackageWhatIsHeldWhenThePublisherGoesBeforeItIsDated() {
    beginAt(0);
    play(0, 3);
    stream.channel.suspend();
    stream.end("cmaf_audio.m3u8");

    assertThat(TRACKS)
        .extracting(track -> stream.playlist(playlist(track)).lastSequence())
        .containsOnly(1_001L);
  }

  /** Every segment begins where the one before it ends, and happened when its chunks and the manifest say. */
  private void assertDates(String track, DashManifest manifest) {
    LowLatencyPlaylist playlist = stream.playlist(playlist(track));
    long number = playlist.media().mediaSequence();
    double endEpochMs = 0;
    for (MediaSegment segment : playlist.media().mediaSegments()) {
      double epochMs = segment.programDateTime().orElseThrow().toInstant().toEpochMilli();
      if (endEpochMs > 0 && !segment.discontinuity()) {
        assertThat(epochMs).as(segment.uri()).isCloseTo(endEpochMs, within(1.1));
      }
      endEpochMs = epochMs + segment.duration() * 1_000;
      assertThat(manifest.segments(track).get(number++).epochMs())
          .as(segment.uri())
          .isCloseTo(epochMs, within(track.equals("audio") ? AUDIO_FRAME_MS : 1.1));
      assertThat(referenceEpochMs(segment.uri()))
          .as(segment.uri())
          .isCloseTo(epochMs, within(track.equals("audio") ? AUDIO_FRAME_MS : 1.1));
    }
  }

  /** Returns the wall clock in the first chunk of a segment: that of its first picture, which is not reordered. */
  private double referenceEpochMs(String segment) {
    Chunk first = CmafAssert.firstChunk(stream.bytes(segment));
    double seconds = (first.ntpTime() >>> 32) + (first.ntpTime() & 0xFFFF_FFFFL) / 0x1p32;
    return seconds * 1_000 - NTP_TO_EPOCH_MS;
  }

  private void play(int from, int to) {
    for (int second = from; second < to; second++) {
      stream.play(TOP, second, second + 1, HD, STEREO);
      stream.play(LOW, second, second + 1, SD, STEREO);
    }
  }

  private void beginAt(int second) {
    anchor = WallClockAnchor.begin(
        /* pts90k= */ 0, /* arrivalNs= */ 0, CmafStream.EPOCH_MS + 1_000L * second, 0);
    stream.goOn(new Timeline(stream.timeline().serial() + 1, anchor));
  }

  /** Lets a unit arrive a second after the first, that much earlier than it would if the first one had been in time. */
  private void settle(long lateMs) {
    anchor.observe((1_000 + lateMs) * 90, NS_PER_SECOND);
  }

  private static String playlist(String track) {
    return "cmaf_" + track + ".m3u8";
  }
}
